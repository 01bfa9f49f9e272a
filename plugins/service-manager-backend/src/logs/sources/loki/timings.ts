/** All in milliseconds but `catchUpLines`. */
export interface LokiTimings {
  /** How long live lines wait for earlier ones of other streams. */
  holdMs: number;
  releaseMs: number;
  /** How often what the tail should have told is read again. */
  againMs: number;
  /** How far back then: lines come late by so much. */
  overlapMs: number;
  /** After a tail has opened: what came while it did. */
  settleMs: number;
  /** How often it is read while there is no tail. */
  pollMs: number;
  reconnectMs: number;
  reconnectMaxMs: number;
  /** Before a tail is asked for again where there was no place for it. */
  slotMs: number;
  /** After a failure, growing to the second. */
  retryMs: number;
  retryMaxMs: number;
  /**
   * After an interruption: a Loki that starts again answers before it has found
   * back what it held, so for so long all since then is read again.
   */
  doubtMs: number;
  /** How often then. */
  doubtAgainMs: number;
  /** How long it is followed on after the last viewer left. */
  lingerMs: number;
  /** How soon a change of the pods is looked at. */
  changeMs: number;
  /** Lines that are caught up with at once; more become a gap. */
  catchUpLines: number;
}

export const LOKI_TIMINGS: LokiTimings = {
  holdMs: 1_000,
  releaseMs: 200,
  againMs: 30_000,
  overlapMs: 10_000,
  settleMs: 2_000,
  pollMs: 2_000,
  reconnectMs: 250,
  reconnectMaxMs: 10_000,
  slotMs: 30_000,
  retryMs: 1_000,
  retryMaxMs: 15_000,
  doubtMs: 60_000,
  doubtAgainMs: 10_000,
  lingerMs: 30_000,
  changeMs: 2_000,
  catchUpLines: 50_000,
};
