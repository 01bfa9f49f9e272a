/** How far a workload is on its way to what its spec asks for. */
export interface RolloutProgress {
  /** `not-applicable`: the kind or its update strategy has no rollout. */
  state: 'done' | 'progressing' | 'failed' | 'not-applicable';
  /** The cluster's own term where it has one. */
  reason: string;
  /** One sentence, with its full stop. */
  message: string;
  /** Pods of the asked-for revision that are available, of all wanted. */
  progress: { done: number; total: number };
}

/** The counts of a workload, whatever its kind calls them. */
export interface ReplicaCounts {
  desired: number;
  current: number;
  ready: number;
  updated: number;
  available: number;
}
