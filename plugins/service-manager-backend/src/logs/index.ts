export { ErrorLines, podKey } from './sources/loki';
export type { ErrorTrend } from './sources/loki';
export { PodLogSource } from './sources/pods';
export { createLogs } from './createLogs';
export { createFilter } from './pure/filter';
export { nsOfDate, parseRange } from './pure/instant';
export { decodeCursor } from './pure/position';
export type { LiveLog, LogScope, LogSource } from './types';
