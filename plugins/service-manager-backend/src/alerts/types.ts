import type {
  AlertRuleDefinition,
  MetricPanelId,
  Status,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { TargetResult } from '../targets/types';
import type { Pod } from '../workloads/objects';
import type { Target } from '../workloads/types';

/** A service as far as its alerts go. */
export interface AlertSubject {
  entityRef: string;
  key: string;
  title: string;
  owner?: string;
  target: TargetResult;
}

/** What was last seen of a service in the clusters. */
export interface ServiceLook {
  status: Status;
  /** Clusters that matter to it and do not answer, as people call them. */
  silentClusters: string[];
  /** Pods that are wanted, and those that are ready. */
  desired: number;
  ready: number;
  /** Sum over its pods. */
  restarts: number;
  pods(): Pod[];
  /**
   * Whether that it is stopped is meant: a stop is remembered, 0 replicas were
   * asked for, or an autoscaler does it.
   */
  stopMeant(): Promise<boolean>;
}

/** A number that a rule watches, or why it is not known. */
export interface Reading {
  value?: number;
  problem?: string;
}

/** What a rule needs of the metrics room. */
export interface MetricReader {
  latest(
    scope: { entityRef: string; target: Target },
    panel: MetricPanelId,
    signal: AbortSignal,
  ): Promise<Reading>;
}

/** What a rule needs of the logs room: lines of level error or fatal. */
export interface ErrorLogReader {
  perMinute(
    scope: { entityRef: string; target: Target },
    signal: AbortSignal,
  ): Promise<Reading>;
}

/**
 * What one look says to one rule. `unknown` neither fires nor resolves;
 * without a `problem` there is nothing to tell a person about it.
 */
export interface Observation {
  verdict: 'bad' | 'good' | 'unknown';
  /** One sentence, of what is bad. */
  summary?: string;
  /** Why it is unknown. */
  problem?: string;
  value?: string;
}

/** A rule as it holds for one service. */
export interface EffectiveRule {
  id: string;
  definition: AlertRuleDefinition;
  origin: 'default' | 'service';
  changedBy?: string;
  changedAt?: string;
}

/** A rule of one service, or what it changed of a default. */
export interface RuleRecord {
  entityRef: string;
  id: string;
  definition: AlertRuleDefinition;
  changedBy: string;
  changedAt: string;
}

/**
 * Where a rule is on its way. Times that count are sums of short steps, never
 * the difference of two readings of a clock far apart.
 */
export interface RuleState {
  phase: 'inactive' | 'pending' | 'firing';
  verdict: Observation['verdict'];
  /** For how long it has been seen bad. */
  badMs: number;
  /** For how long it has been seen good while it fires. */
  goodMs: number;
  /** ISO 8601; when it was looked at last, by the clock of who looked. */
  seenAt: string;
  /** ISO 8601; when it began to be bad. */
  since: string;
  summary?: string;
  problem?: string;
  value?: string;
}

export interface StateRecord {
  entityRef: string;
  ruleId: string;
  state: RuleState;
}

/** From firing to its end. */
export interface IncidentRecord {
  id: string;
  entityRef: string;
  ruleId: string;
  firedAt: string;
  endedAt?: string;
  /** What the owner has been told. */
  told?: 'firing' | 'resolved';
  /** Ended, and nothing more to tell. */
  settled: boolean;
  /** The service's. */
  title: string;
  owner?: string;
  kind: AlertRuleDefinition['kind'];
  severity: AlertRuleDefinition['severity'];
  summary: string;
  /** What was measured when it began. */
  value?: string;
  /** As the rule was when it began. */
  definition?: AlertRuleDefinition;
  /** ISO 8601; when the owner was told. */
  toldAt?: { firing?: string; resolved?: string };
  /** Why it ended. */
  ending?: 'over' | 'rule-off' | 'service-gone';
}

/** A rule of the product that is kept quiet for a while. */
export interface SilenceRecord {
  id: string;
  entityRef: string;
  ruleId: string;
  by: string;
  reason: string;
  from: string;
  until: string;
}

/** What a silence at an Alertmanager reaches: all of these have to hold. */
export interface SilenceMatcher {
  name: string;
  value: string;
  isRegex: boolean;
  /** Absent in old versions: true. */
  isEqual?: boolean;
}

/** A silence at an Alertmanager that was ended from here. */
export interface EndedSilence {
  /** Of the Alertmanager. */
  upstream: string;
  cluster: string;
  alertName: string;
  matchers: SilenceMatcher[];
  by: string;
  reason: string;
  until: string;
}

/** What was taken away, as it was, to be put back. */
export type RemovalRecord = {
  id: string;
  entityRef: string;
  by: string;
  at: string;
} & (
  | { kind: 'rule'; rule: RuleRecord }
  | { kind: 'silence'; silence: SilenceRecord }
  | { kind: 'silence'; external: EndedSilence }
);
