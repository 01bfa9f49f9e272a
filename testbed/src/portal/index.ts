export * from './browser';
export * from './config';
export * from './portal';
export * from './ports';
