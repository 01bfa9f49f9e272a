export * from './format';
export * from './clock';
export * from './local';
export * from './RelativeTime';
