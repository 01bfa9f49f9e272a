import type { MetricSeries } from '@vtasker/backstage-plugin-service-manager-common';
import { placeOf, snapshotOf } from '../__testUtils__/places';
import { combine } from './combine';
import { markersOf } from './markers';

const grid = { start: 0, step: 30, steps: 2 };
const series = (name: string, value: number): MetricSeries => ({
  name,
  role: 'value',
  pod: name,
  values: [null, value],
});
const limited = (pods: string[], limit?: string) =>
  snapshotOf('Deployment', 'web', {
    pods,
    limits: limit === undefined ? undefined : { cpu: limit },
  });

function cpu(
  workloads: Parameters<typeof placeOf>,
  by: 'service' | 'pod' = 'service',
  all: MetricSeries[] = [series('a', 1)],
) {
  return combine(
    'cpu',
    [{ place: placeOf(...workloads), part: { series: all } }],
    { grid, by, showQueries: false },
  );
}
const lines = (panel: ReturnType<typeof cpu>) =>
  panel.series
    .filter(({ role }) => role !== 'value')
    .map(({ name, role, values }) => [name, role, values[0]]);

describe('requests and limits of the watch cache, as lines', () => {
  it('are the sum of the pods by service, and of one pod by pod', () => {
    const web = limited(['a', 'b', 'c'], '500m');
    expect(lines(cpu([web]))).toEqual([['Limit', 'limit', 1.5]]);
    expect(lines(cpu([web], 'pod'))).toEqual([['Limit', 'limit', 0.5]]);
  });

  it('one pod without a limit leaves the service without one', () => {
    expect(lines(cpu([limited(['a'], '1'), limited(['b'])]))).toEqual([]);
  });

  it('by pod there is a line for each that differs, by its workload', () => {
    const job = snapshotOf('StatefulSet', 'db', { limits: { cpu: '2' } });
    expect(lines(cpu([limited(['a'], '1'), job], 'pod'))).toEqual([
      ['Limit (web)', 'limit', 1],
      ['Limit (db)', 'limit', 2],
    ]);
  });

  it('do not stand alone, and give way to what the source knows', () => {
    expect(lines(cpu([limited(['a'], '1')], 'service', []))).toEqual([]);
    const known: MetricSeries = { ...series('Limit', 9), role: 'limit' };
    const panel = cpu([limited(['a'], '1')], 'service', [
      series('a', 1),
      known,
    ]);
    expect(panel.series.filter(({ role }) => role === 'limit')).toHaveLength(1);
  });
});

describe('a panel', () => {
  it('shows the hundred highest of more pods, and says so', () => {
    const many = Array.from({ length: 130 }, (_, i) => series(`p${i}`, i));
    const panel = cpu([limited([])], 'pod', many);
    expect(panel.series).toHaveLength(100);
    expect(panel.series[0].name).toBe('p30');
    expect(panel.warnings).toEqual([
      'Shown are the 100 pods with the highest values, of 130.',
    ]);
  });

  it('names two pods of one name apart', () => {
    const names = cpu([limited([])], 'pod', [series('a', 1), series('a', 2)]);
    expect(names.series.map(({ name }) => name)).toEqual(['a', 'a #2']);
  });

  it('tells a service without workloads from one without values', () => {
    expect(cpu([limited(['a'])], 'service', []).empty?.why).toMatch(
      /Nothing was measured/,
    );
    const options = { grid, by: 'service' as const, showQueries: false };
    expect(combine('cpu', [], options).empty?.why).toMatch(/no workloads/);
  });

  it('hides queries from those who may not write them', () => {
    const part = { series: [], queries: ['up'] };
    const options = { grid, by: 'service' as const };
    const place = placeOf();
    const shown = (showQueries: boolean) =>
      combine('cpu', [{ place, part }], { ...options, showQueries }).queries;
    expect(shown(false)).toBeUndefined();
    expect(shown(true)).toEqual(['up']);
  });
});

describe('markers', () => {
  const from = new Date('2026-03-01T11:00:00Z');
  const until = new Date('2026-03-01T12:00:00Z');

  function web(...made: string[]) {
    const snapshot = snapshotOf('Deployment', 'web', {
      replicaSets: made.map((_, i) => `web-${i}`),
    });
    made.forEach((at, i) => {
      const { metadata } = snapshot.replicaSets[i];
      metadata.creationTimestamp = at;
      metadata.annotations = {
        'deployment.kubernetes.io/revision': `${i + 1}`,
      };
    });
    snapshot.workload.metadata.annotations = {
      'deployment.kubernetes.io/revision': `${made.length}`,
    };
    return snapshot;
  }

  it('a new template is a deploy, the first one is not', () => {
    const markers = markersOf(
      [
        web(
          '2026-01-01T00:00:00Z',
          '2026-03-01T11:10:00Z',
          '2026-03-01T11:20:00Z',
        ),
      ],
      [],
      from,
      until,
    );
    expect(markers.map(({ kind, label }) => [kind, label])).toEqual([
      ['deploy', 'web, revision 2'],
      ['deploy', 'web, revision 3: web:1'],
    ]);
  });

  it('what an operation of ours deployed is marked once', () => {
    const deploy = {
      id: 'op-9',
      verb: 'deploy',
      phase: 'ended',
      outcome: 'failed',
      createdAt: '2026-03-01T11:10:00.900Z',
    } as any;
    expect(
      markersOf([web('2026-03-01T11:10:00Z')], [deploy], from, until),
    ).toEqual([
      {
        at: '2026-03-01T11:10:00.900Z',
        kind: 'deploy',
        label: 'deploy (failed)',
        operationId: 'op-9',
      },
    ]);
  });

  it('what lies outside of the range is left out', () => {
    expect(markersOf([web('2026-03-01T10:59:59Z')], [], from, until)).toEqual(
      [],
    );
  });
});
