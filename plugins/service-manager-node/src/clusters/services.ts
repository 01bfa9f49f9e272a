import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { DefaultClustersService } from './DefaultClustersService';
import type { ClusterSource, ClustersService } from './types';

/**
 * More sources of clusters. An extension point belongs to one plugin and the
 * clusters to all of them, so this is a service of which there may be many:
 *
 * ```ts
 * backend.add(
 *   createServiceFactory({
 *     service: clusterSourceServiceRef,
 *     deps: {},
 *     factory: () => ({ list: async () => [HttpCluster.create({...})] }),
 *   }),
 * );
 * ```
 *
 * @public
 */
export const clusterSourceServiceRef = createServiceRef<ClusterSource>({
  id: 'service-manager.clusterAccess',
  scope: 'root',
  multiton: true,
});

/**
 * The clusters that the portal may manage.
 *
 * @public
 */
export const clustersServiceRef = createServiceRef<ClustersService>({
  id: 'service-manager.clusters',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.rootLogger,
        sources: clusterSourceServiceRef,
      },
      factory({ config, logger, sources }) {
        return DefaultClustersService.create({ config, logger, sources });
      },
    }),
});
