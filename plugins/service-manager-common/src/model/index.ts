export * from './status';
export * from './workload';
export * from './operation';
export * from './verbs';
export * from './service';
export * from './logs';
export * from './metrics';
export * from './alerts';
