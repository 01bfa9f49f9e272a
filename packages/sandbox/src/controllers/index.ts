export { ControllerManager } from './manager';
export type { Context, Controller } from './context';
export { deploymentController } from './deployment';
export { replicaSetController } from './replicaset';
export { condition, isReady, withCondition } from './pods';
