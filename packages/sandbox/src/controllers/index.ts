export { ControllerManager } from './manager';
export type { Context, Controller } from './context';
export { condition, isReady, withCondition } from './pods';
export { controllers } from './all';
