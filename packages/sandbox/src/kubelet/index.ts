export { Kubelet } from './kubelet';
export { createScheduler } from './scheduler';
export { metrics, usageOf } from './usage';
export { quantity } from './quantity';
export type { FailureMode } from './failures';
