import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../../errors';
import { nsOfDate, parseRange } from '../../logs';

const HOUR_NS = 3_600_000_000_000n;
/** How far back a range begins that nobody chose. */
const DEFAULT_MINUTES = [5, 15, 30, 60];
/** What is held for half an hour has a few minutes more. */
const A_LITTLE_MORE = 1.2;
const POINTS = 240;
/** Prometheus refuses to answer with more points a series. */
const MAX_STEPS = 11_000;

/** Times at which values are looked at, in whole seconds since 1970. */
export interface Grid {
  start: number;
  step: number;
  /** How many times there are. */
  steps: number;
}

/**
 * The grid of a range: no finer than things are measured, about so many
 * points, begin and end aligned down to the step in UTC so that the same
 * question a moment later has the same answer.
 */
export function gridOf(
  range: { from: number; until: number },
  points: number,
  measuredEvery: number,
): Grid {
  const length = range.until - range.from;
  const step = Math.max(
    Math.ceil(measuredEvery),
    Math.ceil(length / points),
    // Aligning may add one.
    Math.ceil(length / (MAX_STEPS - 1)),
    1,
  );
  const start = Math.floor(range.from / step) * step;
  const end = Math.floor(range.until / step) * step;
  return { start, step, steps: (end - start) / step + 1 };
}

export function endOf({ start, step, steps }: Grid): number {
  return start + (steps - 1) * step;
}

/** As it is answered. */
export function gridFields({ start, step, steps }: Grid) {
  return {
    from: new Date(start * 1000).toISOString(),
    stepSeconds: step,
    steps,
  };
}

export function emptyValues({ steps }: Grid): Array<number | null> {
  return new Array(steps).fill(null);
}

/**
 * Where a range begins that nobody chose: it holds what is held, so that a few
 * minutes are not a dot at the edge of an hour; an hour at most.
 */
export function beginOfDefault(heldSince: Date | undefined, now: Date): Date {
  const held = heldSince ? now.getTime() - heldSince.getTime() : Infinity;
  const minutes =
    DEFAULT_MINUTES.find(each => held <= each * 60_000 * A_LITTLE_MORE) ??
    DEFAULT_MINUTES[DEFAULT_MINUTES.length - 1];
  return new Date(now.getTime() - minutes * 60_000);
}

/**
 * The range that was asked for, in seconds since 1970; by default the last
 * hour.
 *
 * @throws ServiceManagerError INVALID_FIELD
 */
export function readRange(
  given: { from?: string; until?: string; points?: number },
  now: Date,
): { from: number; until: number; points: number } {
  const nowNs = nsOfDate(now);
  const parsed = parseRange({ from: given.from, until: given.until }, now);
  const until = parsed.until ?? nowNs;
  const from = parsed.from ?? (until > HOUR_NS ? until - HOUR_NS : 0n);
  if (from >= until) {
    const field = given.from === undefined ? 'query.until' : 'query.from';
    throw new ServiceManagerError(
      400,
      errorCodes.invalidField,
      given.from === undefined
        ? 'query.until is the beginning of time.'
        : 'query.from lies in the future.',
      { field, nextStep: 'Ask for a range that has begun already.' },
    );
  }
  return {
    from: Number(from / 1_000_000_000n),
    until: Number(until / 1_000_000_000n),
    points: given.points ?? POINTS,
  };
}
