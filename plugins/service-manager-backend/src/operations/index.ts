export { Operations, defaultSettings } from './Operations';
export type {
  OperationsOptions,
  OperationsSettings,
  RunOptions,
} from './Operations';
export { LeaseLostError, OperationRunningError } from './OperationStore';
export type { IdempotencyKey, Lease, OperationStore } from './OperationStore';
export type { GuardEvaluator } from './planner';
export type {
  OperationActor,
  OperationContext,
  OperationRecord,
  StopRecord,
} from './types';
