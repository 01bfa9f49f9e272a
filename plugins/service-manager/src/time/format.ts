const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const units: [string, number][] = [
  ['d', DAY],
  ['h', HOUR],
  ['min', MINUTE],
  ['s', SECOND],
];

/**
 * A duration as people say it: its two largest units, cut off, not rounded
 * (`3 min 12 s`, `2 d 4 h`, `45 s`).
 *
 * @param milliseconds - negative ones count as none
 * @public
 */
export function formatDuration(milliseconds: number): string {
  return format(milliseconds, 2);
}

/**
 * How long ago something was, or how far ahead it is, in one unit: `3 min ago`,
 * `in 2 h`, `just now`; the date when it is more than 60 days away.
 *
 * @public
 */
export function formatRelative(at: Date, now: Date): string {
  const ago = now.getTime() - at.getTime();
  if (Number.isNaN(ago)) return 'unknown';
  if (Math.abs(ago) > 60 * DAY) return dateOf(at);
  if (ago >= 0) return ago < 5 * SECOND ? 'just now' : `${format(ago, 1)} ago`;
  // A clock that is a little ahead of ours is no future.
  return ago > -5 * SECOND ? 'just now' : `in ${format(-ago, 1)}`;
}

/**
 * For how long something has been so, in one unit: `3 d`, `12 s`.
 *
 * @public
 */
export function formatSpan(since: Date, now: Date): string {
  const span = now.getTime() - since.getTime();
  return Number.isNaN(span) ? 'unknown' : format(span, 1);
}

/**
 * The exact time with its zone, in the reader's language.
 *
 * @public
 */
export function formatExact(at: Date): string {
  if (Number.isNaN(at.getTime())) return 'unknown';
  return new Intl.DateTimeFormat(undefined, {
    dateStyle: 'medium',
    timeStyle: 'long',
  }).format(at);
}

/**
 * A moment as a sentence names it: the time of day, with its date when that is
 * not today (`14:02:10`, `Nov 20, 2026, 14:02:10`), in the reader's language.
 *
 * @public
 */
export function formatMoment(at: Date, now: Date): string {
  if (Number.isNaN(at.getTime())) return 'unknown';
  const today = at.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(undefined, {
    timeStyle: 'medium',
    ...(!today && { dateStyle: 'medium' }),
  }).format(at);
}

function dateOf(at: Date): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(at);
}

function format(milliseconds: number, parts: number): string {
  const first = units.findIndex(([, size]) => milliseconds >= size);
  if (first === -1 || !Number.isFinite(milliseconds)) {
    return Number.isFinite(milliseconds) ? '0 s' : 'unknown';
  }
  let rest = milliseconds;
  const words: string[] = [];
  for (const [name, size] of units.slice(first, first + parts)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) words.push(`${count} ${name}`);
  }
  return words.join(' ');
}
