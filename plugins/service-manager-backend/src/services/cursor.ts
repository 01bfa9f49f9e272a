import { createHash } from 'crypto';
import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { z } from 'zod/v3';
import { ServiceManagerError } from '../errors';

const cursorSchema = z
  .object({ of: z.string(), at: z.array(z.string().max(2000)).max(3) })
  .strict();

/**
 * A cursor is a place in one list: that of this caller and this query. It
 * grants nothing, it is only refused elsewhere because it would mislead there.
 */
export function encodeCursor(list: unknown, at: string[]): string {
  return Buffer.from(JSON.stringify({ of: digest(list), at })).toString(
    'base64url',
  );
}

/** @throws ServiceManagerError INVALID_CURSOR */
export function decodeCursor(list: unknown, cursor: string): string[] {
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw invalid();
  }
  const parsed = cursorSchema.safeParse(content);
  if (!parsed.success || parsed.data.of !== digest(list)) throw invalid();
  return parsed.data.at;
}

function digest(list: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(list))
    .digest('base64url')
    .slice(0, 16);
}

function invalid(): ServiceManagerError {
  return new ServiceManagerError(
    400,
    errorCodes.invalidCursor,
    'The cursor does not belong to this list.',
    {
      field: 'query.cursor',
      nextStep:
        'Use nextCursor of the page before with the same filters and order, or leave it out to start over.',
    },
  );
}
