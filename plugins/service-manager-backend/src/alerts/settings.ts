import type { DefaultRules } from './pure/rules';

export interface AlertSettings {
  /** Whether this backend looks; what is stored is shown anyway. */
  enabled: boolean;
  /** How often everything is looked at. */
  intervalMs: number;
  /** After how long of silence another backend takes over. */
  leaseMs: number;
  /** For how long it must be good before an alert is over. */
  resolveMs: number;
  /** How long Prometheus, Loki or a cluster may take for one number. */
  readingMs: number;
  defaults: DefaultRules;
  /** Labels on a `PrometheusRule`, by which a Prometheus picks it. */
  prometheusRuleLabels: Record<string, string>;
}

export const defaultAlertSettings: AlertSettings = {
  enabled: true,
  intervalMs: 15_000,
  leaseMs: 45_000,
  resolveMs: 60_000,
  readingMs: 10_000,
  defaults: { down: 300, restartLoop: true },
  prometheusRuleLabels: {},
};
