import type {
  Incident,
  Incidents,
} from '@vtasker/backstage-plugin-service-manager-common';
import { formatDuration } from '../../time';
import { countOf } from './words';

type Line = NonNullable<Incidents['timeline']>[number];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far back one looks. */
export const pastRanges = ['24h', '7d', '30d', '90d', 'all'] as const;
export type PastRange = (typeof pastRanges)[number];

const lengths: Record<Exclude<PastRange, 'all'>, number> = {
  '24h': DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
  '90d': 90 * DAY,
};

export const pastRangeWords: Record<PastRange, string> = {
  '24h': '24 h',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
  all: 'All',
};

export function toPastRange(text: string | null): PastRange {
  return pastRanges.find(range => range === text) ?? '7d';
}

/** The begin of a range, ISO 8601; absent: all that is kept. */
export function beginOf(range: PastRange, now: Date): string | undefined {
  if (range === 'all') return undefined;
  return new Date(now.getTime() - lengths[range]).toISOString();
}

/** How long it fired, or does until now. */
export function lastedFor(
  { from, until }: Pick<Incident, 'from' | 'until'>,
  now: Date,
): number {
  return (until ? Date.parse(until) : now.getTime()) - Date.parse(from);
}

/**
 * The very time of an incident, with as much before it as its rule waited and
 * a little on both sides, so that begin and end are seen.
 */
export function timeOf(
  incident: Pick<Incident, 'from' | 'until' | 'definition'>,
  now: Date,
): { from: string; until: string } {
  const lasted = lastedFor(incident, now);
  const around = Math.max(MINUTE, lasted / 10);
  const held = (incident.definition?.forSeconds ?? 0) * 1000;
  const begin = Date.parse(incident.from);
  return {
    from: new Date(begin - held - around).toISOString(),
    until: new Date(
      Math.min(begin + lasted + around, now.getTime()),
    ).toISOString(),
  };
}

/** One line of the timeline: all incidents of a name. */
export interface Lane {
  name: string;
  bars: Array<{
    id: string;
    /** Shares of the whole, from 0 to 1. */
    at: number;
    width: number;
    line: Line;
  }>;
}

const MOST_LANES = 6;

/** The lanes of a timeline, the newest name first; those too many share one. */
export function lanesOf(
  timeline: Line[],
  range: { from: number; until: number },
): Lane[] {
  const length = Math.max(1, range.until - range.from);
  const share = (at: number) =>
    Math.min(1, Math.max(0, (at - range.from) / length));
  const lanes = new Map<string, Lane>();
  const names = [...new Set(timeline.map(({ name }) => name))];
  const alone = new Set(
    names.length > MOST_LANES ? names.slice(0, MOST_LANES - 1) : names,
  );
  for (const line of timeline) {
    const name = alone.has(line.name)
      ? line.name
      : `${names.length - alone.size} others`;
    const lane = lanes.get(name) ?? { name, bars: [] };
    lanes.set(name, lane);
    const at = share(Date.parse(line.from));
    const end = line.until ? share(Date.parse(line.until)) : 1;
    lane.bars.push({ id: line.id, at, width: end - at, line });
  }
  return [...lanes.values()];
}

/** All of a timeline in a sentence, for those who do not see it. */
export function sayTimeline(timeline: Line[], now: Date): string {
  if (timeline.length === 0) return 'No alert fired.';
  const longest = timeline.reduce((one, other) =>
    lastedFor(other, now) > lastedFor(one, now) ? other : one,
  );
  const still = timeline.filter(({ until }) => until === undefined).length;
  return [
    `${countOf(timeline.length, 'alert')} fired;`,
    `the longest was ${longest.name}, for ${formatDuration(
      lastedFor(longest, now),
    )}`,
    still > 0 ? `; ${still} still fire${still === 1 ? 's' : ''}.` : '.',
  ]
    .join(' ')
    .replace(/ ([;.])/g, '$1');
}

/** Whom the portal told, and when. */
export function sayNotified(
  { notified, until, silences }: Incident,
  format: (at: string) => string,
  nameOf: (owner: string) => string,
): string | undefined {
  if (!notified) return undefined;
  const { owner, firing, resolved } = notified;
  if (!firing) {
    if (!owner) return 'Nobody was notified: the service had no owner.';
    if (silences.length > 0) return 'Nobody was notified: it was silenced.';
    return until === undefined
      ? 'Nobody has been notified yet.'
      : 'Nobody was notified.';
  }
  const who = owner ? nameOf(owner) : 'The owner';
  const when = (at: string | true) => (at === true ? '' : ` ${format(at)}`);
  return `${who} notified${when(firing)}${
    resolved ? `, of its end${when(resolved)}` : ''
  }`;
}
