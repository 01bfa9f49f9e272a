import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import type { OpenedService } from '../access';
import { ServiceManagerError } from '../errors';
import type { OperationContext } from './operationsRoom';
import { relatedServices } from './related';
import type { ServicesContext } from './types';

/**
 * What the operations room is told. The target comes from the entity's
 * annotations and from nowhere else, so that the right to the entity is the
 * right to the target.
 *
 * @throws ServiceManagerError NO_WORKLOADS or UNKNOWN_CLUSTER
 */
export async function operationContext(
  context: ServicesContext,
  credentials: BackstageCredentials,
  opened: OpenedService,
): Promise<OperationContext> {
  const service = context.directory.remember(opened.entity);
  const { target, problem } = service.target;
  if (!target) {
    throw new ServiceManagerError(
      422,
      errorCodes.noWorkloads,
      problem.message,
      { nextStep: problem.nextStep },
    );
  }
  const digest = context.states.digest(service);
  if (digest.problem) {
    throw new ServiceManagerError(
      422,
      digest.problem.code === 'unknown-cluster'
        ? errorCodes.unknownCluster
        : errorCodes.noWorkloads,
      digest.problem.message,
      { nextStep: digest.problem.nextStep },
    );
  }
  const [actor, { dependents }] = await Promise.all([
    context.access.actor(credentials),
    relatedServices(context, credentials, opened),
  ]);
  return {
    entityRef: opened.entityRef,
    title: service.title,
    target,
    actor,
    dependents,
  };
}
