export { Operations } from './Operations';
export type { OperationsOptions, RunOptions } from './Operations';
export type { DueStart, OnDue } from './due';
export { defaultRetention, scheduleRetention } from './retention';
export type { PurgeStore, Retention } from './retention';
export { defaultSettings } from './settings';
export type { OperationsSettings } from './settings';
export { LeaseLostError, OperationRunningError } from './OperationStore';
export type { IdempotencyKey, Lease, OperationStore } from './OperationStore';
export type { GitopsSettings } from './cluster/gitopsOwners';
export {
  currentReplicas,
  mayBeStopped,
  whyNotResumed,
  whyNotStarted,
  whyNotStopped,
  whyNotSuspended,
} from './pure/stopState';
export type { Remembered } from './pure/stopState';
export { whyKindIsLeft } from './verbs';
export type { GuardEvaluator } from './planner';
export type {
  OperationActor,
  OperationContext,
  OperationRecord,
  StopRecord,
} from './types';
