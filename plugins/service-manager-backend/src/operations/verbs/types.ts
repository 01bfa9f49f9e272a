import type {
  Operation,
  OperationRequest,
  Verb,
  VerbParameters,
  WorkloadKind,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { ClusterAccess } from '../cluster/ClusterAccess';
import type {
  OperationActor,
  TargetPlan,
  UntouchedWorkload,
  WorkloadState,
} from '../types';

/** What a plan is made with besides the workload. */
export interface PlanEnvironment {
  access: ClusterAccess;
  now: Date;
  actor: OperationActor;
  reason?: string;
}

/**
 * A verb decides what is to be written, and how it is taken back. It sends
 * nothing: preview, run, resumption and cancel all work on what it planned.
 */
export interface VerbDefinition<V extends Verb> {
  /** Whether it takes all workloads of a service or just one. */
  scope: 'all' | 'one';
  /** Why it leaves alone the kinds that `verbKinds` does not name. */
  notFor(kind: WorkloadKind): string;
  plan(
    state: WorkloadState,
    parameters: VerbParameters[V],
    environment: PlanEnvironment,
  ): Promise<TargetPlan | UntouchedWorkload>;
  /** "What will happen", in one or two sentences; `what` names workloads. */
  summary(
    what: string,
    parameters: VerbParameters[V],
    targets: TargetPlan[],
  ): string;
  /** The request that takes it back, or why nothing can. */
  inverse(operation: Operation): OperationRequest | string;
}
