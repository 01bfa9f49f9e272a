import type { ClustersService } from '@vtasker/backstage-plugin-service-manager-node';
import { Upstream, upstreamOf } from '../upstreams';
import type { WorkloadReader } from '../workloads';
import { CombinedLogSource } from './CombinedLogSource';
import { ErrorLines, LokiLogSource } from './sources/loki';
import { PodLogSource } from './sources/pods';
import type { LogSource } from './types';

/** The log of every service: from Loki where its cluster has one. */
export function createLogs(options: {
  /** The Lokis of the configuration. */
  upstreams: Upstream[];
  clusters: ClustersService;
  workloads: WorkloadReader;
  clock: () => Date;
  /** Of the sources, for tests. */
  loki?: Partial<ConstructorParameters<typeof LokiLogSource>[0]>;
  pods?: Partial<ConstructorParameters<typeof PodLogSource>[0]>;
}): { logs: LogSource; errors: ErrorLines } {
  const { upstreams, workloads } = options;
  const hasLoki = (cluster: string) =>
    upstreamOf(upstreams, cluster) !== undefined;
  return {
    logs: new CombinedLogSource({
      upstreams,
      workloads,
      loki: new LokiLogSource({ ...options, ...options.loki }),
      pods: new PodLogSource({
        ...options,
        ...options.pods,
        workloads: withoutClusters(workloads, hasLoki),
      }),
    }),
    errors: new ErrorLines(options),
  };
}

/** The same workloads less those of some clusters. */
function withoutClusters(
  workloads: WorkloadReader,
  isLeftOut: (cluster: string) => boolean,
): WorkloadReader {
  return {
    select: target =>
      workloads.select(target).filter(({ cluster }) => !isLeftOut(cluster)),
    get: ref => (isLeftOut(ref.cluster) ? undefined : workloads.get(ref)),
    health: () => workloads.health().filter(({ name }) => !isLeftOut(name)),
    onChange: listener => workloads.onChange(listener),
  };
}
