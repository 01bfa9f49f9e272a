import type {
  IncidentRecord,
  RuleRecord,
  SilenceRecord,
  StateRecord,
} from './types';

/** The right to evaluate, until somebody claims it later. */
export interface EvaluatorLease {
  fencingToken: number;
}

/** The lease as it stands; who reads it judges by its own watch. */
export interface LeaseView {
  owner?: string;
  beat: number;
  fencingToken: number;
}

/** Somebody else evaluates now: write nothing more. */
export class EvaluatorLeaseLostError extends Error {
  readonly name = 'EvaluatorLeaseLostError';

  constructor() {
    super('The lease on the evaluation of alerts was lost');
  }
}

/** What one round of evaluation leaves behind. */
export interface RoundChanges {
  states: StateRecord[];
  forget: Array<{ entityRef: string; ruleId: string }>;
  opened: IncidentRecord[];
  ended: Array<Pick<IncidentRecord, 'entityRef' | 'ruleId' | 'ending'>>;
}

/** Where rules, their states, incidents and silences are kept. */
export interface AlertStore {
  lease(): Promise<LeaseView>;
  /**
   * Takes the lease if it still stands as it was seen.
   *
   * @returns undefined when somebody was quicker
   */
  claim(owner: string, seen: LeaseView): Promise<EvaluatorLease | undefined>;
  /** @throws EvaluatorLeaseLostError */
  renew(lease: EvaluatorLease): Promise<void>;
  /** So that the next one need not wait. */
  release(lease: EvaluatorLease): Promise<void>;

  /** Of one service, or of all. */
  rules(entityRef?: string): Promise<RuleRecord[]>;
  saveRule(rule: RuleRecord): Promise<void>;
  /** @returns whether there was one */
  deleteRule(entityRef: string, id: string): Promise<boolean>;

  states(entityRef?: string): Promise<StateRecord[]>;
  /**
   * Writes a round, all or nothing. An incident that is open already is not
   * opened again.
   *
   * @throws EvaluatorLeaseLostError
   */
  saveRound(
    lease: EvaluatorLease,
    changes: RoundChanges,
    now: Date,
  ): Promise<void>;

  /** Incidents of which something may still have to be told. */
  unsettled(): Promise<IncidentRecord[]>;
  /** @throws EvaluatorLeaseLostError */
  saveTold(
    lease: EvaluatorLease,
    id: string,
    told: IncidentRecord['told'],
    settled: boolean,
  ): Promise<void>;
  /** Newest first. */
  incidents(entityRef: string, limit: number): Promise<IncidentRecord[]>;

  /** Those in force, of one service or of all. */
  silences(now: Date, entityRef?: string): Promise<SilenceRecord[]>;
  addSilence(silence: SilenceRecord): Promise<void>;
  /** @returns whether it was in force */
  endSilence(entityRef: string, id: string, now: Date): Promise<boolean>;

  /** Deletes ended incidents and silences that are older. */
  purge(before: Date, signal?: AbortSignal): Promise<number>;
}
