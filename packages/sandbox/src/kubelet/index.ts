export { Kubelet } from './kubelet';
export { createScheduler } from './scheduler';
export type { FailureMode } from './failures';
