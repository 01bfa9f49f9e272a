export * from './kubernetes';
export * from './registry';
export * from './postgres';
export * from './prometheus';
