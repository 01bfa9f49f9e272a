import fc from 'fast-check';
import type { MetricMarker } from '@vtasker/backstage-plugin-service-manager-common';
import { groupMarkers } from './markers';

const from = Date.UTC(2026, 2, 1, 12);
const until = from + 3_600_000;
const at = (
  minutes: number,
  kind: MetricMarker['kind'] = 'operation',
): MetricMarker => ({
  at: new Date(from + minutes * 60_000).toISOString(),
  kind,
  label: `${kind} ${minutes}`,
});

describe('the event lane', () => {
  it('puts together what stands close, under the heaviest kind', () => {
    const groups = groupMarkers(
      [at(30), at(10, 'deploy'), at(10.1, 'alert'), at(59, 'restart')],
      { from, until, width: 600, apart: 20 },
    );
    expect(groups.map(({ kind, markers }) => [kind, markers.length])).toEqual([
      ['alert', 2],
      ['operation', 1],
      ['restart', 1],
    ]);
  });

  it('loses no event of its time, and shows none of another', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -30, max: 90, noNaN: true })),
        fc.integer({ min: 100, max: 2000 }),
        (minutes, width) => {
          const groups = groupMarkers(
            minutes.map(each => at(each)),
            { from, until, width, apart: 20 },
          );
          const shown = groups.flatMap(({ markers }) => markers);
          const within = minutes
            .map(each => Date.parse(at(each).at))
            .filter(each => each >= from && each <= until);
          expect(shown.map(each => Date.parse(each.at))).toEqual(
            within.sort((a, b) => a - b),
          );
          const places = groups.map(group => group.at * width);
          places.slice(1).forEach((place, index) => {
            expect(place).toBeGreaterThan(places[index]);
          });
        },
      ),
    );
  });

  it('shows at its end what came after the last value', () => {
    const lane = { from, until, width: 600, apart: 20 };
    const [last] = groupMarkers([at(60.4)], { ...lane, late: 30_000 });
    expect(last.at).toBe(1);
    expect(groupMarkers([at(60.6)], { ...lane, late: 30_000 })).toEqual([]);
    expect(groupMarkers([at(60.4)], lane)).toEqual([]);
  });

  it('is empty before there is a width', () => {
    expect(groupMarkers([at(1)], { from, until, width: 0, apart: 9 })).toEqual(
      [],
    );
  });
});
