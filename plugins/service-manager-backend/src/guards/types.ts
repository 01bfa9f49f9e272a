import type {
  Guard,
  OperationRequest,
  RelatedService,
  Verb,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { OwnerOptions, WorkloadSnapshot } from '../workloads';
import type { GitopsFacts } from './gitops/facts';

/** What was read of GitOps owners for one preview. */
export interface GitopsReading {
  /** By `gitopsKey`. */
  facts: ReadonlyMap<string, GitopsFacts>;
  /**
   * By workload id: whether Git sets every field that the verb writes. Absent
   * where the live object does not tell.
   */
  setByGit: ReadonlyMap<string, boolean>;
}

/** All that the guards look at. Nothing is asked of a cluster. */
export interface GuardInput {
  verb: Verb;
  parameters: OperationRequest['parameters'];
  /** Those that the verb acts on, no others. */
  snapshots: WorkloadSnapshot[];
  /** Services that say they depend on this one. */
  dependents: RelatedService[];
  /** The operation that runs on this service now. */
  running?: { id: string; verb: Verb; actor: string; at: string };
  now: Date;
  /** Absent where it was not asked for: the guards then say both ways. */
  gitops?: GitopsReading;
  owners?: OwnerOptions;
}

/** One file a guard. */
export type GuardRule = (input: GuardInput) => Guard[];
