export * from './kubernetes';
export * from './registry';
export * from './postgres';
export * from './prometheus';
export * from './loki';
export * from './alertmanager';
