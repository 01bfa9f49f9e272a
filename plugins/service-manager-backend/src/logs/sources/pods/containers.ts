import { ServiceManagerError } from '../../../errors';
import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import type {
  Cluster,
  ClustersService,
} from '@vtasker/backstage-plugin-service-manager-node';
import type {
  ContainerStatus,
  Pod,
  WorkloadSnapshot,
} from '../../../workloads';
import type { LogFilter } from '../../pure/filter';
import { streamKey } from '../../pure/position';

/** One container of one pod, as the watch cache has it last. */
export interface PodContainer {
  cluster: string;
  namespace: string;
  pod: string;
  uid: string;
  container: string;
  /** How often it was restarted: which of its instances runs now. */
  instance: number;
  /** Has written something, or could have. */
  started: boolean;
  /** Will never write again. */
  finished: boolean;
  /** The instance before it has ended and can be read. */
  hasPrevious: boolean;
}

/** All containers of the pods of a service, init containers too. */
export function containersOf(snapshots: WorkloadSnapshot[]): PodContainer[] {
  const found = new Map<string, PodContainer>();
  for (const { cluster, pods } of snapshots) {
    for (const pod of pods) {
      for (const container of ofPod(cluster, pod)) {
        found.set(containerKey(container), container);
      }
    }
  }
  return [...found.values()];
}

function ofPod(cluster: string, pod: Pod): PodContainer[] {
  const { metadata, spec, status } = pod;
  const statuses = [
    ...(status.initContainerStatuses ?? []),
    ...(status.containerStatuses ?? []),
  ];
  return [...(spec.initContainers ?? []), ...spec.containers].map(
    ({ name }) => {
      const found = statuses.find(one => one.name === name);
      return {
        cluster,
        namespace: metadata.namespace,
        pod: metadata.name,
        uid: metadata.uid,
        container: name,
        ...instanceOf(found, status.phase),
      };
    },
  );
}

/** What the status of a container says of its instances. */
export function instanceOf(
  status: ContainerStatus | undefined,
  phase: string | undefined,
) {
  const { running, terminated } = status?.state ?? {};
  const last = status?.lastState?.terminated;
  return {
    instance: status?.restartCount ?? 0,
    started: Boolean(running ?? terminated ?? last),
    finished:
      phase === 'Succeeded' || phase === 'Failed' || terminated?.exitCode === 0
        ? Boolean(terminated) && !running
        : false,
    hasPrevious: Boolean(last && (status?.restartCount ?? 0) > 0),
  };
}

/** The same for all instances of a container. */
export function containerKey(of: PodContainer): string {
  return `${of.cluster}/${of.uid}/${of.container}`;
}

export function isWanted(container: PodContainer, filter: LogFilter): boolean {
  return (
    (filter.pods?.has(container.pod) ?? true) &&
    (filter.containers?.has(container.container) ?? true) &&
    (!filter.previous || container.hasPrevious)
  );
}

/** The stream of the instance before the present one, or of the present one. */
export function streamOf(container: PodContainer, previous: boolean): string {
  return streamKey({
    ...container,
    instance: container.instance - (previous ? 1 : 0),
  });
}

export function logPath({ namespace, pod }: PodContainer): string {
  const at = encodeURIComponent;
  return `/api/v1/namespaces/${at(namespace)}/pods/${at(pod)}/log`;
}

/** @throws ServiceManagerError UNKNOWN_CLUSTER */
export function clusterOf(
  clusters: ClustersService,
  container: PodContainer,
): Cluster {
  const cluster = clusters.get(container.cluster);
  if (cluster) return cluster;
  throw new ServiceManagerError(
    422,
    errorCodes.unknownCluster,
    `The cluster ${container.cluster} is not configured any longer.`,
    { nextStep: 'Ask those who keep the configuration of this portal.' },
  );
}
