export * from './objects';
export * from './types';
export { workloadRef } from './id';
export * from './rollout';
export * from './select';
export {
  derivePodStatus,
  deriveServiceStatus,
  deriveWorkloadStatus,
  readStopMemory,
} from './status';
export type { ServicePart } from './status';
export * from './view';
export * from './cache';
