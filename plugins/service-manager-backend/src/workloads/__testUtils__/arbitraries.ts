import fc from 'fast-check';
import type { ClusterEvent, Pod, Workload } from '../objects';
import type { WorkloadSnapshot } from '../types';
import { ago } from './builders';

/** Snapshots of which any field may lack, as an API server could send them. */
function partial<T extends Record<string, fc.Arbitrary<unknown>>>(model: T) {
  return fc.record(model, { requiredKeys: [] });
}

const word = fc.constantFrom('web', 'db', 'a b', '', 'web-0', '__proto__');
const time = fc.oneof(
  fc.integer({ min: -600, max: 90_000 }).map(ago),
  fc.constantFrom('', 'yesterday'),
);
const small = fc.integer({ min: 0, max: 4 });
const truth = fc.constantFrom('True', 'False', 'Unknown');

const conditionReason = fc.constantFrom(
  'Unschedulable',
  'SchedulingGated',
  'ProgressDeadlineExceeded',
  'NewReplicaSetAvailable',
  'ReplicaSetUpdated',
  'FailedCreate',
  'BackoffLimitExceeded',
  'constructor',
);
const condition = partial({
  type: fc.constantFrom(
    'Ready',
    'PodScheduled',
    'ContainersReady',
    'Progressing',
    'Available',
    'ReplicaFailure',
    'Complete',
    'Failed',
    'Suspended',
    'DisruptionTarget',
  ),
  status: truth,
  reason: conditionReason,
  message: word,
  lastTransitionTime: time,
});
const conditions = fc.array(condition, { maxLength: 4 });

const waitingReason = fc.constantFrom(
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'InvalidImageName',
  'CreateContainerConfigError',
  'ContainerCreating',
  'PodInitializing',
  'toString',
);
const terminated = partial({
  reason: fc.constantFrom('OOMKilled', 'Error', 'Completed'),
  message: word,
  exitCode: fc.constantFrom(0, 1, 137, 255),
  signal: small,
  finishedAt: time,
});
const state = fc.oneof(
  partial({ waiting: partial({ reason: waitingReason, message: word }) }),
  partial({ running: partial({ startedAt: time }) }),
  partial({ terminated }),
);
const containerSpec = partial({
  name: word,
  image: word,
  restartPolicy: fc.constantFrom('Always', 'Never'),
  resources: partial({
    limits: partial({ memory: fc.constantFrom('512Mi', 'much') }),
    requests: partial({ cpu: fc.constantFrom('250m', '1e3') }),
  }),
});
const containerStatus = partial({
  name: word,
  image: word,
  ready: fc.boolean(),
  started: fc.boolean(),
  restartCount: small,
  state,
  lastState: state,
});
const meta = partial({
  name: word,
  namespace: word,
  uid: word,
  generation: small,
  creationTimestamp: time,
  deletionTimestamp: time,
  finalizers: fc.array(word, { maxLength: 2 }),
  labels: fc.dictionary(word, word, { maxKeys: 2 }),
  annotations: fc.dictionary(
    fc.constantFrom(
      'service-manager.io/stopped',
      'argocd.argoproj.io/tracking-id',
      'deployment.kubernetes.io/revision',
    ),
    fc.constantFrom('{}', 'null', '[', '1', 'a:b/c:d/e', '{"at":1}'),
    { maxKeys: 2 },
  ),
});

const pod = partial({
  metadata: meta,
  spec: partial({
    nodeName: word,
    containers: fc.array(containerSpec, { maxLength: 2 }),
    initContainers: fc.array(containerSpec, { maxLength: 2 }),
    readinessGates: fc.array(word, { maxLength: 2 }),
  }),
  status: partial({
    phase: fc.constantFrom(
      'Pending',
      'Running',
      'Succeeded',
      'Failed',
      'Unknown',
    ),
    reason: fc.constantFrom('Evicted', 'NodeLost', 'constructor'),
    message: word,
    conditions,
    containerStatuses: fc.array(containerStatus, { maxLength: 2 }),
    initContainerStatuses: fc.array(containerStatus, { maxLength: 2 }),
  }),
}) as unknown as fc.Arbitrary<Pod>;

const event = partial({
  metadata: meta,
  type: fc.constantFrom('Normal', 'Warning'),
  reason: fc.constantFrom(
    'Unhealthy',
    'BackOff',
    'Failed',
    'FailedCreate',
    'FailedScheduling',
    'FailedMount',
    'NodeNotReady',
    'BackoffLimitExceeded',
  ),
  message: fc.constantFrom(
    'Readiness probe failed: 503',
    'Liveness probe failed: 503',
    'exceeded quota: x',
    'Failed to pull image',
    '',
  ),
  count: small,
  firstAt: time,
  lastAt: time,
  regarding: partial({
    kind: fc.constantFrom('Pod', 'ReplicaSet', 'Deployment', 'Job'),
    name: word,
    uid: word,
  }),
}) as unknown as fc.Arbitrary<ClusterEvent>;

const template = partial({
  containers: fc.array(containerSpec, { maxLength: 2 }),
  initContainers: fc.array(containerSpec, { maxLength: 2 }),
});
const workload = fc
  .constantFrom('Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob')
  .chain(kind =>
    fc.record(
      {
        kind: fc.constant(kind),
        metadata: meta,
        spec: partial({
          replicas: small,
          paused: fc.boolean(),
          suspend: fc.boolean(),
          template,
          strategy: partial({ type: fc.constantFrom('Recreate') }),
          updateStrategy: partial({
            type: fc.constantFrom('OnDelete', 'RollingUpdate'),
            partition: small,
          }),
        }),
        status: partial({
          observedGeneration: small,
          replicas: small,
          updatedReplicas: small,
          readyReplicas: small,
          availableReplicas: small,
          desiredNumberScheduled: small,
          updatedNumberScheduled: small,
          numberAvailable: small,
          numberMisscheduled: small,
          currentRevision: word,
          updateRevision: word,
          active: small,
          failed: small,
          lastScheduleTime: time,
          lastSuccessfulTime: time,
          conditions,
        }),
      },
      { requiredKeys: ['kind'] },
    ),
  ) as unknown as fc.Arbitrary<Workload>;

const autoscaler = partial({
  metadata: meta,
  spec: partial({ minReplicas: small, maxReplicas: small }),
  status: partial({ conditions }),
});

export const arbitrarySnapshot = fc.record(
  {
    cluster: word,
    workload,
    replicaSets: fc.array(
      partial({ metadata: meta, status: partial({ conditions }) }),
      { maxLength: 2 },
    ),
    pods: fc.array(pod, { maxLength: 4 }),
    hpa: autoscaler,
    scaledObject: autoscaler,
    disruptionBudgets: fc.array(
      partial({ metadata: meta, status: partial({}) }),
      { maxLength: 2 },
    ),
    events: fc.array(event, { maxLength: 4 }),
  },
  { requiredKeys: ['workload'] },
) as unknown as fc.Arbitrary<WorkloadSnapshot>;

export const arbitraryPod = pod;
export const arbitraryEvent = event;
