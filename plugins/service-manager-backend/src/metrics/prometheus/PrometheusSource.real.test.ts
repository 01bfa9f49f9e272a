import {
  describeWith,
  PrometheusEndpoint,
  START_TIMEOUT_MILLIS,
  startPrometheus,
} from '@internal/testbed';
import { ConfigReader } from '@backstage/config';
import { metricPanelIdSchema } from '@vtasker/backstage-plugin-service-manager-common';
import { awkwardHistory, pods, SCRAPE } from '../__testUtils__/history';
import { placeOf, snapshotOf } from '../__testUtils__/places';
import { RecordingProxy } from '../__testUtils__/RecordingProxy';
import { unscoped } from '../__testUtils__/unscoped';
import { endOf, Grid, gridOf } from '../pure/grid';
import { PrometheusSource } from './PrometheusSource';
import { rateWindow } from './queries';
import { readPrometheus } from './settings';

jest.setTimeout(START_TIMEOUT_MILLIS);

const HOUR = 3_600;
const start = Math.floor(Date.now() / 1000 / HOUR) * HOUR - 2 * HOUR;
const place = placeOf(
  snapshotOf('Deployment', 'web', {
    pods: [pods.alive],
    replicaSets: ['web-7d4b9c6f8d'],
    limits: { cpu: '1', memory: '2M' },
  }),
);
/** Written by hand, with the names of the pods: nothing of ours is in it. */
const own = `namespace="shop",pod=~"${pods.alive}|${pods.dead}"`;
const real = `${own},container="web"`;

/** What each panel should be, by the value it is summed by. */
function direct(by: string, window: string): Record<string, string[]> {
  const sum = by ? `sum by(${by})` : 'sum';
  const rate = (metric: string, scope: string) =>
    `${sum}(max by(pod,container) (rate(${metric}{${scope}}[${window}])))`;
  const quantile = (q: number) =>
    `histogram_quantile(${q}, sum by(${
      by ? `${by},` : ''
    }le)(rate(http_request_duration_seconds_bucket{${own}}[${window}])))`;
  return {
    cpu: [rate('container_cpu_usage_seconds_total', real)],
    memory: [
      `${sum}(max by(pod) (container_memory_working_set_bytes{${real}}))`,
    ],
    throttling: [
      `${rate('container_cpu_cfs_throttled_periods_total', real)} / ${rate(
        'container_cpu_cfs_periods_total',
        real,
      )}`,
    ],
    'network-receive': [rate('container_network_receive_bytes_total', own)],
    'network-transmit': [rate('container_network_transmit_bytes_total', own)],
    'disk-read': [rate('container_fs_reads_bytes_total', real)],
    'disk-write': [rate('container_fs_writes_bytes_total', real)],
    requests: [`${sum}(rate(http_requests_total{${own}}[${window}]))`],
    errors: [
      `${sum}(rate(http_requests_total{${own},status="500"}[${window}])) / ${sum}(rate(http_requests_total{${own}}[${window}]))`,
    ],
    latency: by ? [quantile(0.95)] : [0.5, 0.95, 0.99].map(quantile),
    restarts: [`${sum}(kube_pod_container_status_restarts_total{${own}})`],
  };
}

describeWith('prometheus', 'Prometheus as a source, a real one', () => {
  let prometheus: PrometheusEndpoint;
  let proxy: RecordingProxy;
  let source: PrometheusSource;

  beforeAll(async () => {
    prometheus = await startPrometheus({ history: awkwardHistory(start) });
    proxy = await RecordingProxy.start(prometheus.url);
    const [settings] = readPrometheus(
      new ConfigReader({
        'service-manager': {
          prometheus: { url: proxy.url, name: 'Prom', scrapeSeconds: SCRAPE },
        },
      }),
      ['local'],
    );
    source = new PrometheusSource({ settings, clock: () => new Date() });
  });
  afterAll(async () => {
    await proxy?.stop();
    await prometheus?.stop();
  });

  const panels = metricPanelIdSchema.options;

  async function read(
    minutes: [from: number, to: number],
    points: number,
    by: 'service' | 'pod' = 'service',
  ) {
    const grid = gridOf(
      { from: start + minutes[0] * 60, until: start + minutes[1] * 60 },
      points,
      SCRAPE,
    );
    return { grid, ...(await source.read(place, { grid, by, panels })) };
  }

  /** The same grid, asked without a line of ours. */
  async function directly(queries: string[], grid: Grid) {
    const range = { start: grid.start, end: endOf(grid), step: grid.step };
    const answers = await Promise.all(
      queries.map(query => prometheus.queryRange(query, range)),
    );
    return answers
      .flat()
      .sort((a, b) => ((a.labels.pod ?? '') < (b.labels.pod ?? '') ? -1 : 1))
      .map(({ points }) => {
        const at = new Map(points);
        return Array.from(
          { length: grid.steps },
          (_, i) => at.get(grid.start + i * grid.step) ?? NaN,
        );
      });
  }

  /** To twelve digits: sums of floats depend on their order. */
  const exact = (values: Array<number | null>) =>
    values.map(value =>
      value !== null && Number.isFinite(value) ? value.toPrecision(12) : null,
    );

  it.each([
    ['a step of one scrape', 'service', [0, 40], 2000],
    ['a begin within a step', 'service', [1, 38], 37],
    ['a step that does not divide the range, far wider', 'service', [0, 40], 7],
    ['a step of one scrape', 'pod', [0, 40], 161],
    ['a step that does not divide the range', 'pod', [3, 33], 13],
  ] as const)(
    '%s, by %s, minutes %p in %p points: the numbers of a direct query',
    async (_, by, minutes, points) => {
      const { grid, panels: found } = await read([...minutes], points, by);
      const window = `${rateWindow(grid.step, SCRAPE)}s`;
      const wanted = direct(by === 'pod' ? 'pod' : '', window);
      let measured = 0;
      for (const [id, queries] of Object.entries(wanted)) {
        const expected = await directly(queries, grid);
        const ours = found
          .get(id as (typeof panels)[number])!
          .series.filter(({ role }) => role === 'value')
          .map(({ values }) => values);
        expect({ id, values: ours.map(exact) }).toEqual({
          id,
          values: expected.map(exact),
        });
        measured += ours.flat().filter(value => value !== null).length;
      }
      expect(measured).toBeGreaterThan(50);
    },
  );

  const at = (
    answer: Awaited<ReturnType<typeof read>>,
    id: (typeof panels)[number],
    minute: number,
    name?: string,
  ) => {
    const index = (start + minute * 60 - answer.grid.start) / answer.grid.step;
    return answer.panels
      .get(id)!
      .series.find(one => one.role === 'value' && (!name || one.name === name))!
      .values[index];
  };

  it('counts neither the group of the pod, nor the foreign one of a similar name', async () => {
    const answer = await read([0, 40], 2000);
    expect(at(answer, 'cpu', 8)).toBeCloseTo(1, 6);
    expect(at(answer, 'throttling', 8)).toBeCloseTo(0.4, 6);
    expect(at(answer, 'errors', 8)).toBeCloseTo(0.2, 6);
  });

  it('the network is that of whole pods, whose series have no container', async () => {
    const answer = await read([0, 40], 2000);
    expect(at(answer, 'network-receive', 8)).toBeCloseTo(2000, 6);
    expect(at(answer, 'network-transmit', 8)).toBeCloseTo(1000, 6);
  });

  it('does not count a restarted container twice while the old one lingers', async () => {
    const answer = await read([0, 40], 2000, 'pod');
    // Until 15 the old series of memory is still there beside the new one.
    expect(at(answer, 'memory', 12, pods.alive)).toBe(1e6);
  });

  it('shows a dead container for five minutes more, as Prometheus does, and then no longer', async () => {
    const answer = await read([0, 40], 2000, 'pod');
    expect(at(answer, 'memory', 19, pods.dead)).toBe(1e6);
    expect(at(answer, 'memory', 21, pods.dead)).toBeNull();
  });

  it('a counter that begins anew makes no negative rate', async () => {
    const answer = await read([0, 40], 2000);
    const [series] = answer.panels.get('requests')!.series;
    expect(Math.min(...series.values.map(Number))).toBeGreaterThanOrEqual(0);
    expect(at(answer, 'requests', 30)).toBeCloseTo(10, 6);
  });

  it('missing scrapes are null, never 0 and never joined', async () => {
    const answer = await read([0, 40], 2000, 'pod');
    expect(at(answer, 'cpu', 23, pods.alive)).toBeNull();
    expect(at(answer, 'cpu', 19, pods.alive)).toBeCloseTo(0.5, 6);
    expect(at(answer, 'cpu', 26, pods.alive)).toBeCloseTo(0.5, 6);
  });

  it('NaN is null: memory that is no number, a quantile of nothing', async () => {
    const answer = await read([0, 40], 2000, 'pod');
    expect(at(answer, 'memory', 4, pods.dead)).toBeNull();
    expect(at(answer, 'latency', 35, pods.alive)).toBeNull();
    expect(at(answer, 'latency', 25, pods.alive)).toBeCloseTo(0.75, 6);
  });

  it('has requests and limits of kube-state-metrics, replicas ready and desired', async () => {
    const { panels: found } = await read([20, 40], 2000);
    const roles = (id: (typeof panels)[number]) =>
      found.get(id)!.series.map(({ role, values }) => [role, values.at(-1)]);
    expect(roles('cpu').slice(1)).toEqual([
      ['request', 0.25],
      ['limit', 1],
    ]);
    expect(roles('replicas')).toEqual([
      ['value', 1],
      ['desired', 2],
    ]);
  });

  it('says in words why a panel is empty', async () => {
    const nothing = placeOf(snapshotOf('StatefulSet', 'nothing'));
    const grid = gridOf({ from: start, until: start + 600 }, 10, SCRAPE);
    const { panels: found } = await source.read(nothing, {
      grid,
      by: 'service',
      panels,
    });
    expect(found.get('throttling')!.empty!.why).toContain('No CPU limit');
    for (const id of panels.filter(one => one !== 'throttling')) {
      const { series, empty } = found.get(id)!;
      expect(series).toEqual([]);
      expect(empty!.why).toContain('Prom has no ');
      expect(empty!.nextStep).toBeTruthy();
    }
  });

  it('no query has reached Prometheus without our matchers', () => {
    expect(proxy.promql.length).toBeGreaterThan(100);
    const kept = proxy.promql.flatMap(query => unscoped(query, 'shop'));
    expect(kept).toEqual([]);
  });
});
