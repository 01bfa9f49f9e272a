export { startDummyService } from './startDummyService';
export type { DummyService, DummyServiceOptions } from './startDummyService';
export type { LoadCounts } from './load';
export { runDummyPods } from './runDummyPods';
export type { PodRunner, PodRunnerOptions } from './runDummyPods';
