import type {
  Guard,
  OperationRequest,
  RelatedService,
  Verb,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { OwnerOptions, WorkloadSnapshot } from '../workloads';

/** What an Argo CD Application says, where it could be read. */
export interface ArgocdFacts {
  automated?: boolean;
  selfHeal?: boolean;
  /** JSON pointers in `ignoreDifferences` that apply to the workload. */
  ignoredPointers?: string[];
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
  /** By the name of the application. */
  argocd?: Record<string, ArgocdFacts>;
  owners?: OwnerOptions;
}

/** One file a guard. */
export type GuardRule = (input: GuardInput) => Guard[];
