import type {
  AuditorService,
  AuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { audited } from '../access';
import { ServiceManagerError } from '../errors';
import type { OnDue } from '../operations';
import type { ServiceDirectory } from './directory';

/**
 * Audits starts whose time has come like any that a person asks for, in the
 * name of who stopped the service. The right to it was checked with the stop;
 * what is looked at again is the entity: one that has left the catalog, or no
 * longer names the workload, gives no right to it any more.
 */
export function timedStarts(options: {
  auditor: AuditorService;
  auth: AuthService;
  catalog: CatalogService;
  directory: Pick<ServiceDirectory, 'remember'>;
  logger: LoggerService;
}): OnDue {
  return (due, start) =>
    audited(
      options,
      {
        eventId: 'operation-create',
        severityLevel: 'medium',
        meta: {
          actor: due.actor,
          entityRef: due.entityRef,
          verb: 'start',
          parameters: { workloads: due.workloads },
          timed: true,
          stoppedBy: due.stopId,
          until: due.until,
        },
      },
      async addMeta => {
        const entity = await options.catalog.getEntityByRef(due.entityRef, {
          credentials: await options.auth.getOwnServiceCredentials(),
        });
        if (!entity) {
          throw new ServiceManagerError(
            404,
            errorCodes.entityNotFound,
            `${due.entityRef} has left the catalog, so it is not started`,
            { nextStep: 'Start it in the cluster, if it is still wanted.' },
          );
        }
        const { target, problem } = options.directory.remember(entity).target;
        if (!target) {
          throw new ServiceManagerError(
            422,
            errorCodes.noWorkloads,
            problem.message,
            { nextStep: problem.nextStep },
          );
        }
        const operation = await start(target);
        addMeta({ operationId: operation.id });
      },
    );
}
