import type {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import {
  clusterAround,
  clustersOfKubeconfig,
  clustersOfPortal,
  namesWithOptions,
  type ClientLoader,
} from './sources';
import type { Cluster, ClusterSource, ClustersService } from './types';

/**
 * The clusters of all sources. When two sources know the same name, the first
 * one has it, in the order: portal, kubeconfig, in-cluster, others.
 *
 * @public
 */
export class DefaultClustersService implements ClustersService {
  private readonly clusters: Map<string, Cluster>;

  /**
   * @throws Error when the config is wrong; a source given from outside that
   * fails is only logged, since the other clusters can do without it.
   */
  static async create(options: {
    config: RootConfigService;
    logger: LoggerService;
    sources?: ClusterSource[];
    loadClient?: ClientLoader;
  }): Promise<DefaultClustersService> {
    const { config, logger, sources = [], loadClient } = options;
    const found = [
      ...clustersOfPortal(config, logger),
      ...(await clustersOfKubeconfig(config, loadClient)),
      ...clusterAround(config),
    ];
    for (const source of sources) {
      try {
        found.push(...(await source.list()));
      } catch (error) {
        logger.error(
          `A source of clusters failed, its clusters are not managed: ${
            (error as Error).message
          }`,
        );
      }
    }
    const clusters = new Map<string, Cluster>();
    for (const cluster of found) {
      if (clusters.has(cluster.name)) {
        logger.warn(
          `Cluster '${cluster.name}' is configured more than once; the first is used`,
        );
      } else {
        clusters.set(cluster.name, cluster);
      }
    }
    for (const name of namesWithOptions(config)) {
      if (!clusters.has(name)) {
        logger.warn(
          `Config service-manager.clusters.${name} is for a cluster that is not configured; there are: ${
            [...clusters.keys()].join(', ') || 'none'
          }`,
        );
      }
    }
    return new DefaultClustersService(clusters);
  }

  private constructor(clusters: Map<string, Cluster>) {
    this.clusters = clusters;
  }

  list(): Cluster[] {
    return [...this.clusters.values()];
  }

  get(name: string): Cluster | undefined {
    return this.clusters.get(name);
  }
}
