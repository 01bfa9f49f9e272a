export * from './ManagedProcess';
export * from './dataFolder';
export * from './httpServer';
export * from './lookAgain';
export * from './ports';
export * from './waitFor';
