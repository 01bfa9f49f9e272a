import type { Operation } from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../errors';

export function notFound(id: string): ServiceManagerError {
  return new ServiceManagerError(
    404,
    'OPERATION_NOT_FOUND',
    `There is no operation ${id}`,
    { field: 'id' },
  );
}

export function keyReused(): ServiceManagerError {
  return new ServiceManagerError(
    422,
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key was used for another request',
    { field: 'Idempotency-Key', nextStep: 'Use a new key for a new request.' },
  );
}

export function operationRunning(
  running: Operation | undefined,
): ServiceManagerError {
  return new ServiceManagerError(
    409,
    'OPERATION_RUNNING',
    running
      ? `A ${running.verb} of ${running.entityRef} by ${running.actor} is running`
      : 'Another operation is running on the same workloads',
    { nextStep: 'Wait until it ends, or cancel it.' },
  );
}
