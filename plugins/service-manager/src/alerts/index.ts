export * from './AlertBadge';
export * from './AlertIcon';
export * from './AlertsPanel';
export * from './ServiceAlerts';
export { ALERTS_ANCHOR } from './useEvidenceLinks';
