export * from './MetricsContent';
