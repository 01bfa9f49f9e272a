import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  errorCodes,
  Operation,
  verbPermissions,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { OpenedService } from '../access';
import { ServiceManagerError } from '../errors';
import type { ServicesContext } from './types';

/**
 * An operation that the caller may see, or may also act on.
 *
 * @throws ServiceManagerError OPERATION_NOT_FOUND; the same whether it does not
 * exist or belongs to a service that is not theirs to see.
 */
export async function openOperation(
  context: ServicesContext,
  credentials: BackstageCredentials,
  id: string,
  options: { forChange?: boolean } = {},
): Promise<{ operation: Operation; opened: OpenedService }> {
  const operation = await context.operations.get(id);
  if (!operation) throw notFound(id);
  const { entityRef, verb } = operation;
  try {
    const opened = options.forChange
      ? await context.access.openFor(
          credentials,
          entityRef,
          verbPermissions[verb],
        )
      : await context.access.open(credentials, entityRef);
    return { operation, opened };
  } catch (error) {
    if (
      error instanceof ServiceManagerError &&
      error.code === errorCodes.entityNotFound
    ) {
      throw notFound(id);
    }
    throw error;
  }
}

function notFound(id: string): ServiceManagerError {
  return new ServiceManagerError(
    404,
    errorCodes.operationNotFound,
    `There is no operation ${id}, or you may not see it.`,
    { field: 'id', nextStep: 'List the operations of the service.' },
  );
}
