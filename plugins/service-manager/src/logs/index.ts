export * from './LogsContent';
