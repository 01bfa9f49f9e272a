export * from './MetricsTab';
