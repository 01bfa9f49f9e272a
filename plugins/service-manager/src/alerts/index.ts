export * from './AlertsPanel';
export * from './ServiceAlerts';
