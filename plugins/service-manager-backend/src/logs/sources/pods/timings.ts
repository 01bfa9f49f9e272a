/** All in milliseconds but `tailLines`. */
export interface FollowTimings {
  /** How long live lines wait for earlier ones of other containers. */
  holdMs: number;
  releaseMs: number;
  /** Before a log that ended is asked for again. */
  againMs: number;
  againMaxMs: number;
  /** How long a log may stay open after its container has ended. */
  graceMs: number;
  /** How long containers are followed on after the last viewer left. */
  lingerMs: number;
  /** Lines of each container that the first viewer finds. */
  tailLines: number;
}

export const FOLLOW_TIMINGS: FollowTimings = {
  holdMs: 1_000,
  releaseMs: 200,
  againMs: 500,
  againMaxMs: 10_000,
  graceMs: 5_000,
  lingerMs: 30_000,
  tailLines: 500,
};
