import type {
  AlertRemoval,
  AlertRule,
  AlertRuleDefinition,
  AlertSilence,
  MetricMarker,
  PrometheusRuleOffer,
} from '@vtasker/backstage-plugin-service-manager-common';
import type {
  AlertSubject,
  FiringCount,
  IncidentQuery,
  ListedAlerts,
  ListedIncidents,
  SilenceRequest,
} from '../alerts';

/** What the methods need of the alerts room. */
export interface AlertsRoom {
  list(subject: AlertSubject): Promise<ListedAlerts>;
  counts(of: AlertSubject[]): Promise<Map<string, FiringCount>>;
  silence(
    subject: AlertSubject,
    request: SilenceRequest,
    by: string,
  ): Promise<AlertSilence>;
  endSilence(
    subject: AlertSubject,
    silenceId: string,
    by: string,
  ): Promise<AlertRemoval | undefined>;
  restoreSilence(subject: AlertSubject, id: string): Promise<AlertSilence>;
  saveRule(
    subject: AlertSubject,
    request: { id?: string; definition: AlertRuleDefinition },
    by: string,
  ): Promise<AlertRule>;
  deleteRule(
    subject: AlertSubject,
    id: string,
    by: string,
  ): Promise<AlertRemoval | undefined>;
  restoreRule(subject: AlertSubject, id: string): Promise<AlertRule>;
  incidents(
    subject: AlertSubject,
    query: IncidentQuery,
  ): Promise<ListedIncidents>;
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
