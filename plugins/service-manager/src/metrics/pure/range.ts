export const spans = ['5m', '15m', '30m', '1h', '6h', '24h', '7d'] as const;

/** How far back from now. */
export type Span = (typeof spans)[number];

/** Back from now, or from one moment to another (ISO 8601). */
export type Chosen = { span: Span } | { from: string; until?: string };

/**
 * What nobody chose goes back as far as values are held, an hour at most: the
 * backend knows how far.
 */
export type Range = Chosen | { span: 'held' };

const MINUTE = 60_000;
const HELD = 'held';
/** As long as it is not known what is held. */
const LONGEST_HELD: Span = '1h';

export const spanMillis: Record<Span, number> = {
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': 60 * MINUTE,
  '6h': 360 * MINUTE,
  '24h': 1440 * MINUTE,
  '7d': 10_080 * MINUTE,
};

export const spanWords: Record<Span, string> = {
  '5m': 'Last 5 minutes',
  '15m': 'Last 15 minutes',
  '30m': 'Last 30 minutes',
  '1h': 'Last hour',
  '6h': 'Last 6 hours',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
};

export const defaultRange: Range = { span: HELD };

export function isSpan(value: string | null): value is Span {
  return spans.includes(value as Span);
}

/** Whether new values still come in. */
export function endsNow(range: Range): boolean {
  return 'span' in range || range.until === undefined;
}

/** What is asked of the backend; without an end it is now. */
export function askedOf(
  range: Chosen,
  now: Date,
): { from: string; until?: string };
export function askedOf(
  range: Range,
  now: Date,
): { from?: string; until?: string };
export function askedOf(
  range: Range,
  now: Date,
): { from?: string; until?: string } {
  if (!('span' in range)) return range;
  if (range.span === HELD) return {};
  const from = new Date(now.getTime() - spanMillis[range.span]);
  return { from: from.toISOString() };
}

/** The range as it is shown: what nobody chose is as long as the answer. */
export function shownRange(range: Range, answeredMillis?: number): Chosen {
  if (!('span' in range) || range.span !== HELD) return range as Chosen;
  if (answeredMillis === undefined) return { span: LONGEST_HELD };
  const away = (span: Span) => Math.abs(spanMillis[span] - answeredMillis);
  return {
    span: spans.reduce((one, other) => (away(other) < away(one) ? other : one)),
  };
}

const APART = '~';

/** A range as one word of the URL. */
export function writeRange(range: Range): string {
  if ('span' in range) return range.span;
  return `${range.from}${APART}${range.until ?? ''}`;
}

/** Undefined when it is none. */
export function readRange(word: string): Range | undefined {
  if (isSpan(word)) return { span: word };
  if (word === HELD) return { span: HELD };
  const [from, until, ...rest] = word.split(APART);
  if (rest.length > 0) return undefined;
  return between(from, until);
}

/** A range between moments; undefined when they are none, or the wrong way round. */
export function between(
  from: string | null | undefined,
  until: string | null | undefined,
): Chosen | undefined {
  const [begin, end] = [momentIn(from), momentIn(until)];
  if (!begin || (until && !end)) return undefined;
  if (end && end <= begin) return undefined;
  return end ? { from: begin, until: end } : { from: begin };
}

function momentIn(value: string | null | undefined): string | undefined {
  const at = value ? new Date(value) : undefined;
  return at && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined;
}
