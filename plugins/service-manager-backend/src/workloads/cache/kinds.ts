import type { CachedKind } from '../objects';

/** How a kind is read from the API. */
export interface KindSource {
  kind: CachedKind;
  /** `/api/v1` or `/apis/<group>/<version>`. */
  group: string;
  plural: string;
  /** Not every cluster serves it: a 404 only means that there is none. */
  optional?: boolean;
}

export const KINDS: KindSource[] = [
  { kind: 'Deployment', group: '/apis/apps/v1', plural: 'deployments' },
  { kind: 'ReplicaSet', group: '/apis/apps/v1', plural: 'replicasets' },
  { kind: 'StatefulSet', group: '/apis/apps/v1', plural: 'statefulsets' },
  { kind: 'DaemonSet', group: '/apis/apps/v1', plural: 'daemonsets' },
  { kind: 'Job', group: '/apis/batch/v1', plural: 'jobs' },
  { kind: 'CronJob', group: '/apis/batch/v1', plural: 'cronjobs' },
  { kind: 'Pod', group: '/api/v1', plural: 'pods' },
  { kind: 'Event', group: '/api/v1', plural: 'events' },
  {
    kind: 'HorizontalPodAutoscaler',
    group: '/apis/autoscaling/v2',
    plural: 'horizontalpodautoscalers',
    optional: true,
  },
  {
    kind: 'PodDisruptionBudget',
    group: '/apis/policy/v1',
    plural: 'poddisruptionbudgets',
    optional: true,
  },
  {
    kind: 'ScaledObject',
    group: '/apis/keda.sh/v1alpha1',
    plural: 'scaledobjects',
    optional: true,
  },
];

export function pathOf(source: KindSource, namespace?: string): string {
  return namespace
    ? `${source.group}/namespaces/${encodeURIComponent(namespace)}/${
        source.plural
      }`
    : `${source.group}/${source.plural}`;
}

/** What an event may be about to be kept; the others have no reader. */
export const REGARDED_KINDS: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Pod',
  'HorizontalPodAutoscaler',
  'ScaledObject',
  'PodDisruptionBudget',
]);

export const WORKLOAD_KINDS = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'Job',
] as const;
