export { ApiServer } from './server';
export type { Backends } from './server';
export type { ApiRequest } from './request';
