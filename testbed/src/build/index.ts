export * from './build';
export * from './cache';
