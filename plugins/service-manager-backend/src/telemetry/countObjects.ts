import type { CachedKind } from '../workloads';

const kinds: CachedKind[] = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'Job',
  'ReplicaSet',
  'Pod',
  'HorizontalPodAutoscaler',
  'ScaledObject',
  'PodDisruptionBudget',
  'Event',
];

/** How many objects the cache holds, by cluster and kind. */
export function countObjects(
  clusters: string[],
  cache: { dump(cluster: string, kind: CachedKind): unknown[] },
): Array<{ cluster: string; kind: string; count: number }> {
  return clusters.flatMap(cluster =>
    kinds.map(kind => ({
      cluster,
      kind,
      count: cache.dump(cluster, kind).length,
    })),
  );
}
