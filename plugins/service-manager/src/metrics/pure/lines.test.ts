import type { MetricSeries } from '@vtasker/backstage-plugin-service-manager-common';
import { linesOf, namesOf, podsOf, resultLines, shortNames } from './lines';

const series = (overrides: Partial<MetricSeries>): MetricSeries => ({
  name: 'CPU',
  role: 'value',
  values: [1, null, 2],
  ...overrides,
});
const panel = (...all: MetricSeries[]) => ({
  id: 'cpu' as const,
  title: 'CPU',
  unit: 'cores' as const,
  series: all,
  warnings: [],
});

describe('the lines of a panel', () => {
  it('have one line across for a limit that several pods share', () => {
    const lines = linesOf(
      panel(
        series({ pod: 'a', name: 'a' }),
        series({ role: 'limit', name: 'limit a', values: [4, 4, 4] }),
        series({ role: 'limit', name: 'limit b', values: [4, 4, 4] }),
        series({ role: 'request', name: 'request', values: [4, 4, 4] }),
      ),
      3,
      ['a'],
    );
    expect(lines.map(({ name }) => name)).toEqual(['a', 'limit a', 'request']);
  });

  it('have the colour of their pod in every panel', () => {
    const pods = podsOf([
      panel(series({ pod: 'b' }), series({ pod: 'a' })),
      panel(series({ pod: 'c' })),
    ]);
    expect(pods).toEqual(['a', 'b', 'c']);
    const [line] = linesOf(panel(series({ pod: 'c' })), 3, pods);
    expect(line.color).toBe(2);
  });

  it('keep it while pods come and go', () => {
    const now = podsOf(
      [panel(series({ pod: 'b' }), series({ pod: 'd' }))],
      ['a', 'b'],
    );
    expect(now).toEqual(['d', 'b']);
    const fewer = podsOf([panel(series({ pod: 'b' }))], ['a', 'b']);
    expect(fewer.indexOf('b')).toBe(1);
  });
});

describe('the names in a legend', () => {
  const short = (...names: string[]) =>
    shortNames(names.map(name => ({ name, role: 'value' as const })));

  it('leave out what pods of a workload have in common', () => {
    expect(short('manager-7d9f6c5b8-x2x4l', 'manager-7d9f6c5b8-9kq2m')).toEqual(
      ['…x2x4l', '…9kq2m'],
    );
    expect(short('job="web-server-1"', 'job="web-server-12"')).toEqual([
      '…1"',
      '…12"',
    ]);
  });

  it('stay whole where little is in common, and for lines across', () => {
    expect(short('p50', 'p95')).toEqual(['p50', 'p95']);
    expect(short('manager-7d9f6c5b8-x2x4l')).toEqual([
      'manager-7d9f6c5b8-x2x4l',
    ]);
    expect(
      shortNames([
        { name: 'manager-7d9f6c5b8-x2x4l', role: 'value' },
        { name: 'manager-7d9f6c5b8-9kq2m', role: 'value' },
        { name: 'limit', role: 'limit' },
      ])[2],
    ).toBe('limit');
  });
});

describe('the lines of an own query', () => {
  it('are named by what tells them apart', () => {
    expect(
      namesOf([
        { job: 'web', code: '200' },
        { job: 'web', code: '500' },
      ]),
    ).toEqual(['code="200"', 'code="500"']);
    expect(namesOf([{ job: 'web' }])).toEqual(['job="web"']);
    expect(namesOf([{ pod: 'web-1' }, { pod: 'web-2' }])).toEqual([
      'web-1',
      'web-2',
    ]);
    expect(namesOf([{ pod: 'web-1' }, {}])).toEqual(['pod="web-1"', 'value']);
    expect(namesOf([{}])).toEqual(['value']);
  });

  it('are as long as the grid', () => {
    const [line] = resultLines({
      query: 'up',
      from: '2026-03-01T12:00:00Z',
      stepSeconds: 15,
      steps: 3,
      series: [{ labels: {}, values: [1] }],
      warnings: [],
    });
    expect(line.values).toEqual([1, null, null]);
  });
});
