export * from './types';
export * from './errors';
export * from './client';
export * from './services';
export * from './DefaultClustersService';
export type { ClientLoader, ClientModule } from './sources';
