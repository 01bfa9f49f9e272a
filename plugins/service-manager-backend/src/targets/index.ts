export { targetOf } from './targetOf';
export { matchesSelector } from './selector';
export { matchesTarget } from './matchesTarget';
export { parseSelector } from './parseSelector';
export * from './types';
