export { createRouter } from './createRouter';
export type { ObserveRequest, RouterOptions } from './createRouter';
