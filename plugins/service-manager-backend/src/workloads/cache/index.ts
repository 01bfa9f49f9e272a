export { WatchCache, type WatchCacheOptions } from './WatchCache';
export type { CacheTimings } from './timings';
export type { PodUsage, UsageReading, UsageTable } from './usage';
