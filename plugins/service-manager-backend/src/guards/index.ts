export { evaluateGuards } from './evaluate';
export { gitopsFacts, gitopsKey } from './gitops';
export type { GitopsFacts } from './gitops';
export type { GitopsReading, GuardInput } from './types';
