import type { Observation, RuleState } from '../types';

export interface StepOptions {
  now: Date;
  /** For how long it must be bad before it fires. */
  forMs: number;
  /** For how long it must be good before it is over: what flaps is one. */
  resolveMs: number;
  /**
   * The most that lies between two looks. More is a clock that jumped or
   * nobody who looked, and neither makes time pass.
   */
  maxStepMs: number;
}

/**
 * One look further: inactive, pending, firing, and inactive again. Time counts
 * only between two looks that say the same, in steps of at most `maxStepMs`,
 * so that no jump of a clock and no difference between two makes it fire or
 * end. Unknown holds everything where it is.
 */
export function nextState(
  before: RuleState | undefined,
  seen: Observation,
  options: StepOptions,
): RuleState {
  const { now, forMs, resolveMs, maxStepMs } = options;
  const at = now.toISOString();
  const last: RuleState = before ?? {
    phase: 'inactive',
    verdict: 'unknown',
    badMs: 0,
    goodMs: 0,
    since: at,
    seenAt: at,
  };
  const elapsed = Math.min(
    Math.max(0, now.getTime() - Date.parse(last.seenAt)),
    maxStepMs,
  );
  const passed = last.verdict === seen.verdict ? elapsed : 0;
  const looked = {
    verdict: seen.verdict,
    seenAt: at,
    problem: seen.problem,
  };
  if (seen.verdict === 'unknown') return { ...last, ...looked };
  if (seen.verdict === 'bad') {
    const fresh = last.phase === 'inactive';
    const badMs = fresh ? 0 : last.badMs + passed;
    return {
      phase: last.phase === 'firing' || badMs >= forMs ? 'firing' : 'pending',
      badMs,
      goodMs: 0,
      since: fresh ? at : last.since,
      summary: seen.summary,
      value: seen.value,
      ...looked,
    };
  }
  const goodMs = last.verdict === 'good' ? last.goodMs + passed : 0;
  if (last.phase === 'firing' && goodMs < resolveMs) {
    return { ...last, ...looked, goodMs };
  }
  return { phase: 'inactive', badMs: 0, goodMs: 0, since: at, ...looked };
}
