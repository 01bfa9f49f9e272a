export * from './OperationsCard';
export * from './StatusCard';
