export { createServices } from './createServices';
export { ServiceDirectory } from './directory';
export { keepWarm } from './keepWarm';
export { RecentOperations } from './recentOperations';
export { serviceKey } from './entityInfo';
export { ServiceStates } from './states';
export { TargetIndex } from './targetIndex';
export { timedStarts } from './timedStarts';
export type { DirectoryOptions } from './directory';
export type { ListedService } from './entityInfo';
export type { MatchesTarget } from './targetIndex';
export type {
  Call,
  OperationContext,
  OperationsRoom,
  Services,
  ServicesContext,
} from './types';
