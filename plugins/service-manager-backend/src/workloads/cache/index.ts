export { WatchCache, type WatchCacheOptions } from './WatchCache';
export type { CacheTimings } from './timings';
