export { rolloutBegan } from './began';
export { rolloutProgress, isRollingOut } from './progress';
export { updatedAvailable } from './deployment';
export { partitionedTotal } from './statefulSet';
export { replicaCounts } from './counts';
export { conditionOf, isObserved, trueCondition } from './conditions';
export type { ReplicaCounts, RolloutProgress } from './types';
