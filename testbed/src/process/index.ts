export * from './ManagedProcess';
export * from './dataFolder';
export * from './ports';
export * from './waitFor';
