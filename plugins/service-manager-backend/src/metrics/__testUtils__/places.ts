import type { Pod, Workload, WorkloadSnapshot } from '../../workloads';
import type { Place } from '../types';

function metadata(namespace: string, name: string) {
  return {
    name,
    namespace,
    uid: `uid-${name}`,
    resourceVersion: '1',
    creationTimestamp: '2026-01-01T00:00:00Z',
  };
}

export function podOf(
  namespace: string,
  name: string,
  limits?: Record<string, string>,
): Pod {
  return {
    kind: 'Pod',
    metadata: metadata(namespace, name),
    spec: {
      containers: [{ name: 'web', image: 'web:1', resources: { limits } }],
    },
    status: {},
  };
}

/** A workload with as much of it as metrics look at. */
export function snapshotOf(
  kind: Workload['kind'],
  name: string,
  more: {
    namespace?: string;
    pods?: string[];
    replicaSets?: string[];
    jobs?: string[];
    limits?: Record<string, string>;
    cluster?: string;
  } = {},
): WorkloadSnapshot {
  const { namespace = 'shop', pods = [], replicaSets = [], limits } = more;
  const template = podOf(namespace, 'template', limits).spec;
  return {
    cluster: more.cluster ?? 'local',
    workload: {
      kind,
      metadata: metadata(namespace, name),
      spec: { replicas: pods.length, selector: {}, template, schedule: '' },
      status: {},
    } as unknown as Workload,
    replicaSets: replicaSets.map(replicaSet => ({
      kind: 'ReplicaSet',
      metadata: metadata(namespace, replicaSet),
      spec: { replicas: 0 },
      status: {},
    })),
    jobs: more.jobs?.map(job => ({
      kind: 'Job',
      metadata: metadata(namespace, job),
      spec: { template },
      status: {},
    })),
    pods: pods.map(pod => podOf(namespace, pod, limits)),
    disruptionBudgets: [],
    events: [],
  };
}

export function placeOf(...workloads: WorkloadSnapshot[]): Place {
  return { cluster: 'local', workloads };
}
