import type {
  Evidence,
  StatusState,
} from '@vtasker/backstage-plugin-service-manager-common';
import type {
  ClusterEvent,
  Condition,
  ContainerSpec,
  ContainerStatus,
  Pod,
} from '../objects';

/** A container as declared and as seen. */
export interface ContainerFacts {
  name: string;
  /** A sidecar is an init container that is to keep running. */
  role: 'init' | 'sidecar' | 'app';
  spec?: ContainerSpec;
  status?: ContainerStatus;
}

/** A pod with what was said about it, read once for all reason families. */
export interface PodFacts {
  pod: Pod;
  name: string;
  object: string;
  containers: ContainerFacts[];
  conditions: Condition[];
  /** About this pod, newest first. */
  events: ClusterEvent[];
  ready: boolean;
  terminating: boolean;
  /** Phase `Succeeded` or `Failed`: it will not run again. */
  finished: boolean;
  restarts: number;
  now: Date;
}

/**
 * How grave a finding is. `broken`: the pod does not work and will not by
 * itself. `warning`: it works, but not well. `waiting`: on its way.
 */
export type Gravity = 'broken' | 'warning' | 'waiting';

/** What a reason family found in a pod. */
export interface PodFinding {
  gravity: Gravity;
  /** Of the pod by itself, where the gravity alone does not tell it. */
  state?: StatusState;
  /** The cluster's own term. */
  reason: string;
  /** The predicate for one pod: `restarts again and again`. */
  one: string;
  /** The predicate for several: `restart again and again`. */
  many: string;
  /** What comes after a colon. */
  cause?: string;
  since?: string;
  evidence: Evidence[];
}

/** One file of `pod/`: looks for its reasons in a pod. */
export type PodFamily = (facts: PodFacts) => PodFinding | undefined;

/** What a reason family found in a workload. */
export interface WorkloadFinding {
  state: StatusState;
  reason: string;
  message: string;
  since?: string;
  evidence: Evidence[];
}
