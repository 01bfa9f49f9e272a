export { Operations } from './Operations';
export type { OperationsOptions, RunOptions } from './Operations';
export { defaultRetention, scheduleRetention } from './retention';
export type { PurgeStore, Retention } from './retention';
export { defaultSettings } from './settings';
export type { OperationsSettings } from './settings';
export { LeaseLostError, OperationRunningError } from './OperationStore';
export type { IdempotencyKey, Lease, OperationStore } from './OperationStore';
export type { GitopsSettings } from './cluster/gitopsOwners';
export type { GuardEvaluator } from './planner';
export type {
  OperationActor,
  OperationContext,
  OperationRecord,
  StopRecord,
} from './types';
