import { InputError } from '@backstage/errors';
import { parseEntityRef } from '@backstage/catalog-model';
import { z } from 'zod/v3';
import { ServiceManagerError } from '../errors';

export const entityRefField = z
  .string()
  .min(1)
  .max(200)
  .describe('The catalog entity, e.g. component:default/project-manager');

export const reasonField = z
  .string()
  .trim()
  .max(500)
  .optional()
  .describe('Why, for those who read the history');

/** Path parameters of an entity ref. */
export function entityParams(entityRef: string) {
  try {
    const { kind, namespace, name } = parseEntityRef(entityRef, {
      defaultKind: 'component',
      defaultNamespace: 'default',
    });
    return { kind, namespace, name };
  } catch (error) {
    throw new InputError(`entityRef is not valid: ${error}`);
  }
}

/**
 * Callers of actions (MCP clients, the command line, templates) mostly show
 * nothing but the message of an error, so that it has to hold the next step.
 */
export async function withNextStep<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof ServiceManagerError) || !error.nextStep) throw error;
    const { status, code, message, field, nextStep, retryAfterSeconds } = error;
    throw new ServiceManagerError(status, code, `${message} ${nextStep}`, {
      field,
      nextStep,
      retryAfterSeconds,
      cause: error,
    });
  }
}
