export { matchesSelector } from './selector';
export { matchesTarget } from './matchesTarget';
export * from './types';
