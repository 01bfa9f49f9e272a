export { LineShipper } from './LineShipper';
export { startDummyService } from './startDummyService';
export type { DummyService, DummyServiceOptions } from './startDummyService';
export type { LoadCounts } from './load';
export { isDummyImage, runDummyPods } from './runDummyPods';
export type { PodRunner, PodRunnerOptions } from './runDummyPods';
