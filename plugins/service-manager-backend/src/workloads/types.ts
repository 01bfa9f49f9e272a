import type { ClusterHealth } from '@vtasker/backstage-plugin-service-manager-common';
import type {
  ClusterEvent,
  HorizontalPodAutoscaler,
  Job,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  ScaledObject,
  Selector,
  Workload,
} from './objects';
import type { WorkloadKind } from '@vtasker/backstage-plugin-service-manager-common';

/** One workload with all that belongs to it, as last seen. */
export interface WorkloadSnapshot {
  cluster: string;
  workload: Workload;
  /** Of a Deployment, any order. */
  replicaSets: ReplicaSet[];
  /** Of a CronJob; any order. */
  jobs?: Job[];
  /** By controller owner references (through ReplicaSets, Jobs of a CronJob). */
  pods: Pod[];
  /** Found by scaleTargetRef. */
  hpa?: HorizontalPodAutoscaler;
  scaledObject?: ScaledObject;
  /** Whose selector matches the pod template. */
  disruptionBudgets: PodDisruptionBudget[];
  /** About the workload, its ReplicaSets (Jobs) and its pods; newest first. */
  events: ClusterEvent[];
  /** metrics.k8s.io, by pod name; absent where that API is. */
  usage?: Map<string, { cpu: number; memory: number; at: string }>;
}

/** Which workloads an entity names. Made from annotations only. */
export interface Target {
  entityRef: string;
  /** Absent: in every cluster. */
  cluster?: string;
  /** Absent: in every namespace. */
  namespace?: string;
  selector: Selector;
  /** Absent: all that match. */
  only?: Array<{ kind: WorkloadKind; name: string }>;
}

/** Something changed in a workload or in what belongs to it. */
export interface WorkloadChange {
  cluster: string;
  namespace: string;
  kind: WorkloadKind;
  name: string;
  /** Labels of the workload, so that listeners can match their targets. */
  labels: Record<string, string>;
}

/** What was last seen in all clusters. Never asks a cluster for a reader. */
export interface WorkloadReader {
  /** All workloads that match; sorted by cluster, namespace, kind, name. */
  select(target: Target): WorkloadSnapshot[];
  /** One workload by its place; undefined when not seen or gone. */
  get(ref: {
    cluster: string;
    namespace: string;
    kind: WorkloadKind;
    name: string;
  }): WorkloadSnapshot | undefined;
  health(): ClusterHealth[];
  /**
   * Changes, batched over a short window so that a rollout of many pods is
   * few calls. Returns the unsubscribe function.
   */
  onChange(
    listener: (changes: WorkloadChange[], clusters: string[]) => void,
  ): () => void;
}
