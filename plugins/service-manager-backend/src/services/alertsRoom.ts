import type {
  AlertRule,
  AlertRuleDefinition,
  AlertSilence,
  MetricMarker,
  PrometheusRuleOffer,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { AlertSubject, FiringCount, ListedAlerts } from '../alerts';

/** What the methods need of the alerts room. */
export interface AlertsRoom {
  list(subject: AlertSubject): Promise<ListedAlerts>;
  counts(of: AlertSubject[]): Promise<Map<string, FiringCount>>;
  silence(
    subject: AlertSubject,
    request: { alertId: string; reason: string; until: string },
    by: string,
  ): Promise<AlertSilence>;
  endSilence(subject: AlertSubject, silenceId: string): Promise<void>;
  saveRule(
    subject: AlertSubject,
    request: { id?: string; definition: AlertRuleDefinition },
    by: string,
  ): Promise<AlertRule>;
  deleteRule(subject: AlertSubject, id: string): Promise<void>;
  incidentMarkers(
    entityRef: string,
    from: Date,
    until: Date,
  ): Promise<MetricMarker[]>;
  prometheusRules(subject: AlertSubject): Promise<PrometheusRuleOffer[]>;
  applyPrometheusRules(
    subject: AlertSubject,
    onBehalfOf?: { user: string; groups: string[] },
  ): Promise<PrometheusRuleOffer[]>;
}
