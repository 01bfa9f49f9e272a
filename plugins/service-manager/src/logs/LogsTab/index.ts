export * from './LogsTab';
