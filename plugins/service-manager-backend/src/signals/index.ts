export { ChangeHints } from './ChangeHints';
export { OperationNotifier } from './OperationNotifier';
export { followChanges } from './followChanges';
