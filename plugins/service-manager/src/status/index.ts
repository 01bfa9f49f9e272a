export * from './words';
export * from './StatusIcon';
export * from './StatusBadge';
