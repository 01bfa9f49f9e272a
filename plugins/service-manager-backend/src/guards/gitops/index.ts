export { gitopsFacts, gitopsKey } from './facts';
export type { ApplicationFacts, FluxFacts, GitopsFacts } from './facts';
export { ignoresAll } from './ignored';
export { applicationWords } from './applicationWords';
export { fluxWords } from './fluxWords';
export { pointerText, writtenBy } from './written';
export type { Words } from './words';
