export { evaluateGuards } from './evaluate';
export type { ArgocdFacts, GuardInput } from './types';
