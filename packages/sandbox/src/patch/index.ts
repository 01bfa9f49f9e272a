export { apply, ApplyConflictError } from './apply';
export type { ApplyConflict } from './apply';
export { recordUpdate } from './managed';
export type { Writer } from './managed';
export { mergePatch } from './merge';
export { PatchError, strategicMerge } from './strategic';
