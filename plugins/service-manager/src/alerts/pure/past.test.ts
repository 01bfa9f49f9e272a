import fc from 'fast-check';
import type { Incidents } from '@vtasker/backstage-plugin-service-manager-common';
import { lanesOf, sayNotified, sayTimeline, timeOf, toPastRange } from './past';

type Line = NonNullable<Incidents['timeline']>[number];

const now = new Date('2026-03-10T12:00:00.000Z');
const line = (minutesAgo: number, more: Partial<Line> = {}): Line => ({
  id: `${minutesAgo}`,
  name: 'ServiceDown',
  severity: 'critical',
  from: new Date(now.getTime() - minutesAgo * 60_000).toISOString(),
  silenced: false,
  ...more,
});

describe('the timeline', () => {
  const range = { from: now.getTime() - 3_600_000, until: now.getTime() };

  it('has every incident once, in at most six lanes, within its bounds', () => {
    const lines = fc.array(
      fc
        .record({
          minutes: fc.integer({ min: 1, max: 200 }),
          lasts: fc.option(fc.integer({ min: 0, max: 100 }), {
            nil: undefined,
          }),
          name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
        })
        .map(({ minutes, lasts, name }) =>
          line(minutes, {
            name,
            until:
              lasts === undefined
                ? undefined
                : line(Math.max(0, minutes - lasts)).from,
          }),
        ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(lines, all => {
        const lanes = lanesOf(all, range);
        expect(lanes.length).toBeLessThanOrEqual(6);
        expect(
          lanes.flatMap(({ bars }) => bars.map(bar => bar.id)).sort(),
        ).toEqual(all.map(({ id }) => id).sort());
        for (const { at, width } of lanes.flatMap(({ bars }) => bars)) {
          expect(at).toBeGreaterThanOrEqual(0);
          expect(width).toBeGreaterThanOrEqual(0);
          expect(at + width).toBeLessThanOrEqual(1 + 1e-9);
        }
      }),
    );
  });

  it('is told in a sentence', () => {
    expect(sayTimeline([], now)).toBe('No alert fired.');
    expect(sayTimeline([line(30, { until: line(10).from })], now)).toBe(
      '1 alert fired; the longest was ServiceDown, for 20 min.',
    );
    expect(sayTimeline([line(30), line(20)], now)).toBe(
      '2 alerts fired; the longest was ServiceDown, for 30 min; 2 still fire.',
    );
  });
});

describe('the time of an incident', () => {
  it('ends now where it fires still', () => {
    expect(timeOf({ from: line(10).from }, now)).toEqual({
      from: line(11).from,
      until: now.toISOString(),
    });
  });
});

describe('who was notified', () => {
  const base = {
    id: '1',
    name: 'ServiceDown',
    severity: 'critical',
    from: line(10).from,
    until: line(5).from,
    source: 'service-manager',
    labels: {},
    silences: [],
  } as const;
  const say = (more: object) =>
    sayNotified({ ...base, ...more } as any, String, String);

  it.each([
    [{}, undefined],
    [{ notified: {} }, 'Nobody was notified: the service had no owner.'],
    [
      { notified: { owner: 'a' }, silences: [{}] },
      'Nobody was notified: it was silenced.',
    ],
    [{ notified: { owner: 'a' } }, 'Nobody was notified.'],
    [
      { notified: { owner: 'a' }, until: undefined },
      'Nobody has been notified yet.',
    ],
    [{ notified: { owner: 'a', firing: 'T1' } }, 'a notified T1'],
    [
      { notified: { owner: 'a', firing: true, resolved: 'T2' } },
      'a notified, of its end T2',
    ],
  ])('of %j says %s', (more, words) => {
    expect(say(more)).toBe(words);
  });
});

it('an old or wrong link shows the last week', () => {
  expect(toPastRange('forever')).toBe('7d');
  expect(toPastRange(null)).toBe('7d');
  expect(toPastRange('90d')).toBe('90d');
});
