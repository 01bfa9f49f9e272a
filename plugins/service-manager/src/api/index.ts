export * from './serviceManagerApi';
export * from './freshness';
export * from './useService';
export * from './useServices';
export * from './useOperation';
export * from './useClusters';
