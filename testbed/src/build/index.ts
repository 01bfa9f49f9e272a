export * from './build';
export * from './cache';
export * from './debian';
export * from './onPath';
