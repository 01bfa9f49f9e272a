import type {
  IncidentRecord,
  RemovalRecord,
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

/** A place in the list of incidents: what comes after it is older. */
export interface IncidentPlace {
  firedAt: string;
  /** Absent: all that fired at that moment come before it. */
  id?: string;
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
  /**
   * Deletes a rule and remembers it, both or neither.
   *
   * @returns what it was; undefined: there was none
   */
  deleteRule(
    entityRef: string,
    id: string,
    removal: Pick<RemovalRecord, 'id' | 'by' | 'at'>,
  ): Promise<RemovalRecord | undefined>;

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
    /** When it was told; absent: nothing was told now. */
    at?: Date,
  ): Promise<void>;
  /** Newest first. */
  incidents(entityRef: string, limit: number): Promise<IncidentRecord[]>;
  /** Those that fired at some time within a range, newest first. */
  incidentsWithin(
    entityRef: string,
    range: { from?: Date; until: Date },
    page: { before?: IncidentPlace; limit: number },
  ): Promise<IncidentRecord[]>;

  /** Those in force, of one service or of all. */
  silences(now: Date, entityRef?: string): Promise<SilenceRecord[]>;
  addSilence(silence: SilenceRecord): Promise<void>;
  /** Those that held at some time within a range, also if they are over. */
  silencesWithin(
    entityRef: string,
    range: { from: string; until: string },
  ): Promise<SilenceRecord[]>;
  /**
   * Ends a silence and remembers it, both or neither.
   *
   * @returns what it was; undefined: it was not in force
   */
  endSilence(
    entityRef: string,
    id: string,
    removal: Pick<RemovalRecord, 'id' | 'by' | 'at'>,
  ): Promise<RemovalRecord | undefined>;

  /** What was taken away since, newest first. */
  removals(entityRef: string, since: Date): Promise<RemovalRecord[]>;
  addRemoval(removal: RemovalRecord): Promise<void>;
  /**
   * Takes it off the list, so that one of two who want it back at once gets it.
   */
  takeRemoval(
    entityRef: string,
    id: string,
    since: Date,
  ): Promise<RemovalRecord | undefined>;

  /** Deletes ended incidents and silences that are older, few at a time. */
  purge(before: Date, signal?: AbortSignal): Promise<number>;
  /** Deletes what can no longer be put back, few at a time. */
  purgeRemovals(before: Date, signal?: AbortSignal): Promise<void>;
}
