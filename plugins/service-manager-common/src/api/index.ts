export * from './routes';
export * from './logRoutes';
export * from './logs';
export * from './contract';
export * from './errors';
export * from './client';
export type { ServiceManagerResponseError } from './retryAfter';
