/**
 * Kubernetes objects as the watch cache keeps them: the API's own shape and
 * names, trimmed to what this product reads. No managedFields (but who wrote
 * last is read on demand), no env values, no last-applied configuration.
 */
export interface Meta {
  name: string;
  namespace: string;
  uid: string;
  resourceVersion: string;
  generation?: number;
  creationTimestamp: string;
  deletionTimestamp?: string;
  /** What keeps a deleted object from going away. */
  finalizers?: string[];
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: Array<{
    kind: string;
    name: string;
    uid: string;
    controller?: boolean;
  }>;
}

export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  lastUpdateTime?: string;
}

export interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: Array<{
    key: string;
    operator: string;
    values?: string[];
  }>;
}

export interface ContainerSpec {
  name: string;
  image: string;
  resources?: {
    requests?: Record<string, string>;
    limits?: Record<string, string>;
  };
  ports?: Array<{ name?: string; containerPort: number; hostPort?: number }>;
  /** Which probes exist; not what they do. */
  probes?: Array<'liveness' | 'readiness' | 'startup'>;
  /** `Always` marks a sidecar among the init containers. */
  restartPolicy?: string;
}

export interface PodTemplate {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  containers: ContainerSpec[];
  initContainers?: ContainerSpec[];
}

export interface ContainerStatus {
  name: string;
  image?: string;
  ready: boolean;
  restartCount: number;
  started?: boolean;
  state?: ContainerState;
  lastState?: ContainerState;
}

export interface ContainerState {
  waiting?: { reason?: string; message?: string };
  running?: { startedAt?: string };
  terminated?: {
    reason?: string;
    message?: string;
    exitCode: number;
    signal?: number;
    startedAt?: string;
    finishedAt?: string;
  };
}

export interface Pod {
  kind: 'Pod';
  metadata: Meta;
  spec: {
    nodeName?: string;
    containers: ContainerSpec[];
    initContainers?: ContainerSpec[];
    readinessGates?: string[];
  };
  status: {
    phase?: string;
    reason?: string;
    message?: string;
    podIP?: string;
    startTime?: string;
    conditions?: Condition[];
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
}

export interface Deployment {
  kind: 'Deployment';
  metadata: Meta;
  spec: {
    replicas: number;
    selector: Selector;
    paused?: boolean;
    strategy?: { type?: string; maxSurge?: string; maxUnavailable?: string };
    minReadySeconds?: number;
    progressDeadlineSeconds?: number;
    template: PodTemplate;
  };
  status: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    unavailableReplicas?: number;
    conditions?: Condition[];
  };
}

export interface StatefulSet {
  kind: 'StatefulSet';
  metadata: Meta;
  spec: {
    replicas: number;
    selector: Selector;
    serviceName?: string;
    podManagementPolicy?: string;
    updateStrategy?: { type?: string; partition?: number };
    minReadySeconds?: number;
    template: PodTemplate;
  };
  status: {
    observedGeneration?: number;
    replicas?: number;
    currentReplicas?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    currentRevision?: string;
    updateRevision?: string;
    conditions?: Condition[];
  };
}

export interface DaemonSet {
  kind: 'DaemonSet';
  metadata: Meta;
  spec: {
    selector: Selector;
    updateStrategy?: { type?: string };
    minReadySeconds?: number;
    template: PodTemplate;
  };
  status: {
    observedGeneration?: number;
    desiredNumberScheduled?: number;
    currentNumberScheduled?: number;
    updatedNumberScheduled?: number;
    numberReady?: number;
    numberAvailable?: number;
    numberMisscheduled?: number;
    conditions?: Condition[];
  };
}

export interface CronJob {
  kind: 'CronJob';
  metadata: Meta;
  spec: {
    schedule: string;
    timeZone?: string;
    suspend?: boolean;
    template: PodTemplate;
  };
  status: {
    active?: number;
    lastScheduleTime?: string;
    lastSuccessfulTime?: string;
  };
}

export interface Job {
  kind: 'Job';
  metadata: Meta;
  spec: {
    parallelism?: number;
    completions?: number;
    backoffLimit?: number;
    suspend?: boolean;
    template: PodTemplate;
  };
  status: {
    active?: number;
    ready?: number;
    succeeded?: number;
    failed?: number;
    startTime?: string;
    completionTime?: string;
    conditions?: Condition[];
  };
}

export interface ReplicaSet {
  kind: 'ReplicaSet';
  metadata: Meta;
  spec: { replicas: number };
  status: {
    replicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    observedGeneration?: number;
    conditions?: Condition[];
  };
}

export interface HorizontalPodAutoscaler {
  kind: 'HorizontalPodAutoscaler';
  metadata: Meta;
  spec: {
    scaleTargetRef: { kind: string; name: string; apiVersion?: string };
    minReplicas: number;
    maxReplicas: number;
  };
  status: {
    currentReplicas?: number;
    desiredReplicas?: number;
    conditions?: Condition[];
  };
}

export interface ScaledObject {
  kind: 'ScaledObject';
  metadata: Meta;
  spec: {
    scaleTargetRef: { kind?: string; name: string; apiVersion?: string };
    minReplicaCount?: number;
    maxReplicaCount?: number;
  };
  status: { conditions?: Condition[]; hpaName?: string };
}

export interface PodDisruptionBudget {
  kind: 'PodDisruptionBudget';
  metadata: Meta;
  spec: { selector?: Selector; minAvailable?: string; maxUnavailable?: string };
  status: {
    disruptionsAllowed?: number;
    currentHealthy?: number;
    desiredHealthy?: number;
  };
}

/** The name avoids the DOM's and Node's `Event`. */
export interface ClusterEvent {
  kind: 'Event';
  metadata: Meta;
  type: string;
  reason: string;
  message: string;
  count: number;
  firstAt?: string;
  lastAt?: string;
  /** What it is about. */
  regarding: { kind: string; name: string; uid?: string; namespace?: string };
}

export type Workload = Deployment | StatefulSet | DaemonSet | CronJob | Job;

export type CachedObject =
  | Workload
  | ReplicaSet
  | Pod
  | HorizontalPodAutoscaler
  | ScaledObject
  | PodDisruptionBudget
  | ClusterEvent;

export type CachedKind = CachedObject['kind'];
