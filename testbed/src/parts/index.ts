export * from './kubernetes';
export * from './registry';
