export * from './LokiEndpoint';
export * from './labels';
