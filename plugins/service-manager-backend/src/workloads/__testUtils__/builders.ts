import type {
  ClusterEvent,
  Condition,
  ContainerSpec,
  ContainerState,
  ContainerStatus,
  CronJob,
  DaemonSet,
  Deployment,
  HorizontalPodAutoscaler,
  Job,
  Meta,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  ScaledObject,
  StatefulSet,
  Workload,
} from '../objects';
import type { WorkloadSnapshot } from '../types';

/** Builders of minimal objects for tests: only what a test is about. */
export const NOW = new Date('2026-03-01T12:00:00Z');

/** So many seconds before `NOW`, ISO 8601. */
export function ago(seconds: number): string {
  return new Date(NOW.getTime() - seconds * 1000).toISOString();
}

export function meta(name: string, more: Partial<Meta> = {}): Meta {
  return {
    name,
    namespace: 'shop',
    uid: `uid-${name}`,
    resourceVersion: '1',
    generation: 1,
    creationTimestamp: ago(86_400),
    ...more,
  };
}

export function condition(
  type: string,
  status: 'True' | 'False' | 'Unknown',
  more: Partial<Condition> = {},
): Condition {
  return { type, status, lastTransitionTime: ago(600), ...more };
}

export function container(
  name = 'web',
  more: Partial<ContainerSpec> = {},
): ContainerSpec {
  return { name, image: 'registry.example/shop/web:2.2.0', ...more };
}

export function containerStatus(
  name = 'web',
  more: Partial<ContainerStatus> = {},
): ContainerStatus {
  return {
    name,
    ready: true,
    restartCount: 0,
    started: true,
    state: { running: { startedAt: ago(3600) } },
    ...more,
  };
}

export function terminated(
  exitCode: number,
  more: Partial<NonNullable<ContainerState['terminated']>> = {},
): ContainerState {
  return {
    terminated: {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      finishedAt: ago(120),
      ...more,
    },
  };
}

interface PodOptions {
  meta?: Partial<Meta>;
  spec?: Partial<Pod['spec']>;
  status?: Partial<Pod['status']>;
  containers?: ContainerStatus[];
  ready?: boolean;
}

/** A pod that is ready unless told otherwise. */
export function pod(name: string, options: PodOptions = {}): Pod {
  const ready = options.ready ?? !options.containers;
  return {
    kind: 'Pod',
    metadata: meta(name, options.meta),
    spec: { nodeName: 'node-1', containers: [container()], ...options.spec },
    status: {
      phase: 'Running',
      startTime: ago(3600),
      conditions: [
        condition('PodScheduled', 'True'),
        condition('Ready', ready ? 'True' : 'False', {
          reason: ready ? undefined : 'ContainersNotReady',
        }),
      ],
      containerStatuses: options.containers ?? [containerStatus()],
      ...options.status,
    },
  };
}

/** A pod whose container is in a state, and not ready. */
export function podIn(
  name: string,
  state: ContainerState,
  more: Partial<ContainerStatus> = {},
  options: PodOptions = {},
): Pod {
  return pod(name, {
    ...options,
    containers: [
      containerStatus(options.spec?.containers?.[0]?.name ?? 'web', {
        ready: false,
        state,
        ...more,
      }),
    ],
  });
}

export function event(
  regarding: { kind: string; metadata: { name: string; uid?: string } },
  reason: string,
  message: string,
  more: Partial<ClusterEvent> = {},
): ClusterEvent {
  return {
    kind: 'Event',
    metadata: meta(`${regarding.metadata.name}.${reason}`, {
      uid: `event-${regarding.metadata.name}-${reason}-${message.length}`,
    }),
    type: 'Warning',
    reason,
    message,
    count: 1,
    firstAt: ago(300),
    lastAt: ago(30),
    regarding: {
      kind: regarding.kind,
      name: regarding.metadata.name,
      uid: regarding.metadata.uid,
    },
    ...more,
  };
}

interface Options<W extends Workload> {
  name?: string;
  meta?: Partial<Meta>;
  spec?: Partial<W['spec']>;
  status?: Partial<W['status']>;
}

const selector = { matchLabels: { app: 'web' } };
const template = { labels: { app: 'web' }, containers: [container()] };

/** Three of three, unless told otherwise. */
export function deployment(options: Options<Deployment> = {}): Deployment {
  const replicas = options.spec?.replicas ?? 3;
  return {
    kind: 'Deployment',
    metadata: meta(options.name ?? 'web', options.meta),
    spec: {
      replicas,
      selector,
      template,
      progressDeadlineSeconds: 600,
      strategy: { type: 'RollingUpdate' },
      ...options.spec,
    },
    status: {
      observedGeneration: 1,
      replicas,
      updatedReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      conditions: [
        condition('Available', 'True', { reason: 'MinimumReplicasAvailable' }),
        condition('Progressing', 'True', { reason: 'NewReplicaSetAvailable' }),
      ],
      ...options.status,
    },
  };
}

export function statefulSet(options: Options<StatefulSet> = {}): StatefulSet {
  const replicas = options.spec?.replicas ?? 3;
  return {
    kind: 'StatefulSet',
    metadata: meta(options.name ?? 'db', options.meta),
    spec: {
      replicas,
      selector,
      template,
      updateStrategy: { type: 'RollingUpdate', partition: 0 },
      ...options.spec,
    },
    status: {
      observedGeneration: 1,
      replicas,
      currentReplicas: replicas,
      updatedReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      currentRevision: 'db-1',
      updateRevision: 'db-1',
      ...options.status,
    },
  };
}

export function daemonSet(options: Options<DaemonSet> = {}): DaemonSet {
  return {
    kind: 'DaemonSet',
    metadata: meta(options.name ?? 'agent', options.meta),
    spec: {
      selector,
      template,
      updateStrategy: { type: 'RollingUpdate' },
      ...options.spec,
    },
    status: {
      observedGeneration: 1,
      desiredNumberScheduled: 3,
      currentNumberScheduled: 3,
      updatedNumberScheduled: 3,
      numberReady: 3,
      numberAvailable: 3,
      numberMisscheduled: 0,
      ...options.status,
    },
  };
}

export function cronJob(options: Options<CronJob> = {}): CronJob {
  return {
    kind: 'CronJob',
    metadata: meta(options.name ?? 'report', options.meta),
    spec: { schedule: '0 * * * *', template, ...options.spec },
    status: {
      active: 0,
      lastScheduleTime: ago(1800),
      lastSuccessfulTime: ago(1700),
      ...options.status,
    },
  };
}

export function job(options: Options<Job> = {}): Job {
  return {
    kind: 'Job',
    metadata: meta(options.name ?? 'import', options.meta),
    spec: { parallelism: 1, completions: 1, template, ...options.spec },
    status: {
      active: 1,
      ready: 1,
      startTime: ago(300),
      ...options.status,
    },
  };
}

export function replicaSet(
  name: string,
  revision: number,
  more: Partial<ReplicaSet['status']> = {},
): ReplicaSet {
  return {
    kind: 'ReplicaSet',
    metadata: meta(name, {
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
    }),
    spec: { replicas: more.replicas ?? 0 },
    status: { replicas: 0, observedGeneration: 1, ...more },
  };
}

export function hpa(
  name: string,
  minReplicas: number,
  maxReplicas: number,
  status: HorizontalPodAutoscaler['status'] = {},
): HorizontalPodAutoscaler {
  return {
    kind: 'HorizontalPodAutoscaler',
    metadata: meta(name),
    spec: {
      scaleTargetRef: { kind: 'Deployment', name: 'web' },
      minReplicas,
      maxReplicas,
    },
    status,
  };
}

export function scaledObject(
  name: string,
  annotations: Record<string, string> = {},
): ScaledObject {
  return {
    kind: 'ScaledObject',
    metadata: meta(name, { annotations }),
    spec: {
      scaleTargetRef: { name: 'web' },
      minReplicaCount: 0,
      maxReplicaCount: 10,
    },
    status: {},
  };
}

export function disruptionBudget(
  name: string,
  disruptionsAllowed: number,
): PodDisruptionBudget {
  return {
    kind: 'PodDisruptionBudget',
    metadata: meta(name),
    spec: { selector, minAvailable: '2' },
    status: { disruptionsAllowed, currentHealthy: 2, desiredHealthy: 2 },
  };
}

export function snapshot(
  workload: Workload,
  more: Partial<Omit<WorkloadSnapshot, 'workload'>> = {},
): WorkloadSnapshot {
  return {
    cluster: 'prod-eu',
    workload,
    replicaSets: [],
    pods: [],
    disruptionBudgets: [],
    events: [],
    ...more,
  };
}
