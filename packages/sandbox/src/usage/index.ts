export { metrics, usageOf } from './usage';
export { quantity, requestsOf } from './quantity';
