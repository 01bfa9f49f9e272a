export { matchesSelector } from './matchesSelector';
export { matchesTarget } from './matchesTarget';
