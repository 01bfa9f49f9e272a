export { Alerts } from './Alerts';
export { EvaluatorLeaseLostError } from './AlertStore';
export { ErrorLogCounts } from './sources/ErrorLogCounts';
export { scheduleAlertRetention } from './retention';
export type { AlertsOptions, AlertTelemetry, ListedAlerts } from './Alerts';
export type {
  AlertStore,
  EvaluatorLease,
  IncidentPlace,
  LeaseView,
  RoundChanges,
} from './AlertStore';
export type { SilenceRequest } from './Silences';
export type { IncidentQuery, ListedIncidents } from './IncidentHistory';
export type { FiringCount } from './pure/counts';
export { defaultAlertSettings } from './settings';
export type { AlertSettings } from './settings';
export type {
  AlertSubject,
  ErrorLogReader,
  IncidentRecord,
  MetricReader,
  Reading,
  RemovalRecord,
  RuleRecord,
  ServiceLook,
  SilenceRecord,
  StateRecord,
} from './types';
