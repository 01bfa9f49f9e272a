export { Registry, randomSuffix, timestamp } from './registry';
export type { DeleteOptions, WriteOptions } from './registry';
export { groupVersionOf, Resources } from './resources';
export type { CustomResource, Resource } from './resources';
export { invalidValue } from './validation';
export {
  badRequest,
  conflict,
  expired,
  invalid,
  notFound,
  StatusError,
} from './errors';
export type { Cause } from './errors';
