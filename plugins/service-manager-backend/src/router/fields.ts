import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import type { ZodObject, ZodTypeAny } from 'zod/v3';
import { ServiceManagerError } from '../errors';

/**
 * Leaves only the chosen top-level fields: of each item where the answer is a
 * list, of the answer itself otherwise.
 *
 * @throws ServiceManagerError UNKNOWN_FIELD
 */
export function selectFields(
  response: ZodTypeAny,
  value: unknown,
  fields: string | undefined,
): unknown {
  const chosen = fields
    ?.split(',')
    .map(field => field.trim())
    .filter(Boolean);
  if (!chosen?.length) return value;
  const shape = (response as ZodObject<any>).shape;
  const items = shape.items?.element?.shape;
  const known = Object.keys(items ?? shape);
  const unknown = chosen.find(field => !known.includes(field));
  if (unknown !== undefined) {
    throw new ServiceManagerError(
      400,
      errorCodes.unknownField,
      `${unknown} is not a field of the answer.`,
      { field: 'query.fields', nextStep: `Use some of ${known.join(', ')}.` },
    );
  }
  const pick = (object: any) =>
    Object.fromEntries(chosen.map(field => [field, object[field]]));
  if (!items) return pick(value);
  const list = value as { items: unknown[] };
  return { ...list, items: list.items.map(pick) };
}
