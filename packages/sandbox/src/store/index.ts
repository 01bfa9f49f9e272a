export { CompactedError, Store } from './store';
export type { StoreEntry, StoreEvent } from './store';
export {
  matchesSelector,
  parseFieldSelector,
  parseLabelSelector,
  SelectorError,
  selectorToString,
} from './selectors';
export type { Filter } from './selectors';
