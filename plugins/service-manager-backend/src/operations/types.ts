import type {
  FieldChange,
  Guard,
  Operation,
  OperationRequest,
  RelatedService,
  Verb,
  WorkloadRef,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { PatchType } from '@vtasker/backstage-plugin-service-manager-node';
import type { Target, WorkloadSnapshot } from '../workloads';

/** Who asks, and in whose name the cluster is written to. */
export interface OperationActor {
  ref: string;
  onBehalfOf?: { user: string; groups: string[] };
}

/** On what an operation is done; made from the entity by the service method. */
export interface OperationContext {
  entityRef: string;
  title: string;
  target: Target;
  actor: OperationActor;
  dependents: RelatedService[];
}

/**
 * The way to a field: keys, `[name=web]` for an item of a list, and
 * `[0]` for a place in one.
 */
export type FieldPath = string[];

/**
 * A field that a write sets. For a template it is the digest that is
 * compared, so that no environment value is kept in the database.
 */
export interface WrittenField {
  path: FieldPath;
  before?: unknown;
  after?: unknown;
  digest?: boolean;
  /** Others may move it afterwards; that is no override. */
  loose?: boolean;
}

/** Where a template is read from at the moment of the write. */
export interface TemplateSource {
  kind: 'ReplicaSet' | 'ControllerRevision';
  name: string;
  uid: string;
}

/** How a write is sent; its body is made at the moment of sending. */
export type WriteAction =
  /** Through the scale subresource. */
  | { type: 'scale' }
  /** A patch that sets exactly the written fields. */
  | {
      type: 'patch';
      patchType: Extract<
        PatchType,
        | 'application/merge-patch+json'
        | 'application/strategic-merge-patch+json'
      >;
    }
  /** The whole pod template, from an earlier revision. */
  | { type: 'template'; source: TemplateSource; back?: TemplateSource }
  /** One pod, as long as it is of this revision. */
  | { type: 'delete-pod'; revision: string };

/** One write to a cluster, decided before anything is sent. */
export interface PlannedWrite {
  id: string;
  workload: WorkloadRef;
  cluster: string;
  /** Path of the object in the API. */
  path: string;
  /** `Deployment/web`. */
  object: string;
  title: string;
  action: WriteAction;
  fields: WrittenField[];
  state: 'pending' | 'intended' | 'done' | 'failed';
  /** Recorded before the write is sent, so that a successor can decide. */
  intent?: {
    at: string;
    resourceVersion: string;
    generation?: number;
    /** Who had written the fields last, and anything, at that moment. */
    owner?: string;
    writers?: string[];
  };
  /** The generation that the write left behind. */
  generation?: number;
}

/** What the cluster has to show before a target is done. */
export type GoalKind =
  /** The rollout, as `kubectl rollout status` sees it. */
  | 'rollout'
  /** So many replicas exist and are available. */
  | 'scaled'
  /** No replicas and no pods. */
  | 'stopped'
  /** The controller has seen the change. */
  | 'observed';

export interface Goal {
  workload: WorkloadRef;
  kind: GoalKind;
  replicas?: number;
  state: 'waiting' | 'done' | 'failed';
  /** The generation whose spec was last seen to be what was asked. */
  generation?: number;
}

/** What a stop remembers of one workload. */
export interface StopRecord {
  workload: WorkloadRef;
  entityRef: string;
  title: string;
  target: Target;
  operationId: string;
  replicas?: number;
  /** Set for a CronJob that this product suspended. */
  suspended?: boolean;
  keda?: { name: string; earlier?: string };
  by: string;
  onBehalfOf?: { user: string; groups: string[] };
  at: string;
  reason?: string;
  until?: string;
}

/** What becomes of the memory of a stop. */
export type MemoryChange =
  | {
      type: 'remember';
      workload: WorkloadRef;
      replicas?: number;
      suspended?: boolean;
      keda?: { name: string; earlier?: string };
      until?: string;
    }
  | { type: 'forget'; workload: WorkloadRef };

/** An operation as it is stored. */
export interface OperationRecord {
  id: string;
  entityRef: string;
  title: string;
  target: Target;
  verb: Verb;
  parameters: Record<string, unknown>;
  reason?: string;
  /** Codes of the guards that the person said to have seen. */
  acknowledged?: string[];
  actor: string;
  onBehalfOf?: { user: string; groups: string[] };
  phase: Operation['phase'];
  outcome?: Operation['outcome'];
  error?: Operation['error'];
  createdAt: string;
  startedAt?: string;
  endedAt?: string;
  targets: Operation['targets'];
  steps: Operation['steps'];
  writes: PlannedWrite[];
  goals: Goal[];
  memory: MemoryChange[];
  /** Set once a cancel has planned what it puts back. */
  reverting?: boolean;
  overriddenBy?: string;
  undoOf?: string;
  deadlineAt?: string;
  watchUntil?: string;
  /** Written by others than the follower, never by it. */
  undoneBy?: string;
  cancelRequestedBy?: string;
  cancelOnBehalfOf?: OperationActor['onBehalfOf'];
}

/** A workload as the cluster has it at this moment. */
export interface WorkloadState {
  ref: WorkloadRef;
  snapshot: WorkloadSnapshot;
  /** The whole object, read from the API. */
  object: any;
  memory?: StopRecord;
  scaledObject?: any;
}

/** What a verb would do to one workload. */
export interface TargetPlan {
  workload: WorkloadRef;
  now: string;
  then: string;
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  writes: PlannedWrite[];
  goal: Pick<Goal, 'kind' | 'replicas'>;
  memory?: MemoryChange;
}

export interface UntouchedWorkload {
  workload: WorkloadRef;
  why: string;
}

export interface Plan {
  request: OperationRequest;
  summary: string;
  targets: TargetPlan[];
  /** By workload id; filled by the dry run. */
  diffs: Map<string, FieldChange[]>;
  untouched: UntouchedWorkload[];
  guards: Guard[];
  precondition: string;
}
