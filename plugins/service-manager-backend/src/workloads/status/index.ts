export { deriveWorkloadStatus } from './workloadStatus';
export { derivePodStatus } from './podStatus';
export { deriveServiceStatus } from './serviceStatus';
export type { ServicePart } from './serviceStatus';
export { readStopMemory } from './stopMemory';
export {
  containersOf,
  eventsByPod,
  restartsOf,
  sortEvents,
  sortPods,
} from './facts';
export { millis } from './time';
