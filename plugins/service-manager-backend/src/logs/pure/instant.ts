import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../../errors';

const SECOND = 1_000_000_000n;
const DAY = 86_400n * SECOND;
const MAX_RANGE_DAYS = 366n;
const STAMP =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)$/;

/**
 * As people send it: a day in UTC, or a time of one with its zone. Nothing
 * more: `Date.parse` would read a date with something invisible behind it.
 */
const GIVEN =
  /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** Most lines share their second with the one before. */
let lastSecond = { text: '', ns: 0n };

/**
 * Nanoseconds since 1970 of an RFC 3339 time. A number could not hold them:
 * `Number("1569266497240578123")` is 1569266497240578200.
 */
export function nsOf(stamp: string): bigint | undefined {
  const match = STAMP.exec(stamp);
  if (!match) return undefined;
  const text = match[1] + match[3];
  if (text !== lastSecond.text) {
    const ms = Date.parse(text);
    if (Number.isNaN(ms)) return undefined;
    lastSecond = { text, ns: BigInt(ms) * 1_000_000n };
  }
  return lastSecond.ns + BigInt((match[2] ?? '').padEnd(9, '0'));
}

export function nsOfDate(date: Date): bigint {
  return BigInt(date.getTime()) * 1_000_000n;
}

export function wholeSecond(ns: bigint): bigint {
  return ns - (ns % SECOND);
}

/** ISO 8601 with the fraction that is there. */
export function isoOf(ns: bigint): string {
  const base = new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19);
  const fraction = String(ns % SECOND).padStart(9, '0');
  return `${base}.${fraction}Z`;
}

/** The whole second, as `sinceTime` of the API is cut to it anyway. */
export function isoSecondOf(ns: bigint): string {
  return `${isoOf(ns).slice(0, 19)}Z`;
}

/** @throws ServiceManagerError INVALID_FIELD */
export function parseInstant(
  field: string,
  text: string | undefined,
): bigint | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,19}$/.test(text)) return BigInt(text);
  const match = GIVEN.exec(text);
  if (!match) throw invalid(field, 'is not a time');
  const [, date, minutes = '00:00', seconds = ':00', zone = 'Z'] = match;
  const ns = nsOf(`${date}T${minutes}${seconds}${zone}`);
  if (ns === undefined || !isDay(date)) throw invalid(field, 'is not a time');
  if (ns < 0n) throw invalid(field, 'lies before 1970');
  return ns;
}

/** `Date.parse` takes the 30th of February for the 2nd of March. */
function isDay(date: string): boolean {
  const ms = Date.parse(date);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === date;
}

export interface Range {
  /** Inclusive. */
  from?: bigint;
  /** Exclusive. */
  until?: bigint;
}

/** @throws ServiceManagerError INVALID_FIELD */
export function parseRange(
  given: { from?: string; until?: string },
  now: Date,
): Range {
  const from = parseInstant('query.from', given.from);
  const until = parseInstant('query.until', given.until);
  if (from === undefined) return { from, until };
  const end = until ?? nsOfDate(now);
  if (until !== undefined && from >= until) {
    throw invalid('query.until', 'is not after query.from');
  }
  if (end - from > MAX_RANGE_DAYS * DAY) {
    throw new ServiceManagerError(
      400,
      errorCodes.invalidField,
      `The range is ${(end - from) / DAY} days long.`,
      {
        field: 'query.from',
        nextStep: `Ask for at most ${MAX_RANGE_DAYS} days at once.`,
      },
    );
  }
  return { from, until };
}

function invalid(field: string, what: string): ServiceManagerError {
  return new ServiceManagerError(
    400,
    errorCodes.invalidField,
    `${field} ${what}.`,
    {
      field,
      nextStep:
        'Use ISO 8601 with a time zone, as in 2026-01-31T18:00:00Z, or nanoseconds since 1970.',
    },
  );
}
