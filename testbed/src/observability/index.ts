export {
  missingParts,
  observingConfig,
  observingWords,
  startObservingParts,
} from './parts';
export type { ObservingParts } from './parts';
export { observe } from './observe';
export type { Observing, ObserveOptions } from './observe';
