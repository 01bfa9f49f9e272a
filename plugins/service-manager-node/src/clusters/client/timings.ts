/**
 * All in milliseconds but `attempts` and `breakAfter`.
 *
 * @public
 */
export interface ClusterTimings {
  connectTimeoutMs: number;
  requestTimeoutMs: number;
  /** How often a request is sent at most. */
  attempts: number;
  retryBaseMs: number;
  retryMaxMs: number;
  /** Failures in a row that open the circuit breaker. */
  breakAfter: number;
  breakBaseMs: number;
  breakMaxMs: number;
}

export const DEFAULT_TIMINGS: ClusterTimings = {
  connectTimeoutMs: 5_000,
  requestTimeoutMs: 15_000,
  attempts: 4,
  retryBaseMs: 100,
  retryMaxMs: 5_000,
  breakAfter: 5,
  breakBaseMs: 1_000,
  breakMaxMs: 10_000,
};
