/** All in milliseconds but `pageSize`. */
export interface CacheTimings {
  pageSize: number;
  /** A watch is asked to end after this long, up to twice of it. */
  watchMs: number;
  /** If it has not ended this long after, it is given up: it tells nothing. */
  watchGraceMs: number;
  backoffBaseMs: number;
  backoffMaxMs: number;
  /** How soon a kind that we may not read is asked for again, at first. */
  forbiddenBaseMs: number;
  /** And how rarely after a while: the pauses double up to this. */
  forbiddenRetryMs: number;
  /** How soon a kind that is not served is asked for again. */
  absentRetryMs: number;
  /** For how long what was seen of a kind outlives the right to see it. */
  forgetForbiddenMs: number;
  /** A kind without a watch for longer than this is stale. */
  staleAfterMs: number;
  heartbeatMs: number;
  usageMs: number;
  /** Changes are told at most this late. */
  batchMs: number;
  maxEventAgeMs: number;
  maxEventsPerObject: number;
}

export const DEFAULT_TIMINGS: CacheTimings = {
  pageSize: 500,
  watchMs: 5 * 60_000,
  watchGraceMs: 15_000,
  backoffBaseMs: 200,
  backoffMaxMs: 8_000,
  forbiddenBaseMs: 1_000,
  forbiddenRetryMs: 60_000,
  absentRetryMs: 3 * 60_000,
  forgetForbiddenMs: 10 * 60_000,
  staleAfterMs: 10_000,
  heartbeatMs: 5_000,
  usageMs: 30_000,
  batchMs: 50,
  maxEventAgeMs: 60 * 60_000,
  maxEventsPerObject: 20,
};
