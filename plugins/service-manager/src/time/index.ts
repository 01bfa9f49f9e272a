export * from './format';
export * from './clock';
export * from './RelativeTime';
