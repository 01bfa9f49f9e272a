import {
  describeWith,
  PrometheusEndpoint,
  START_TIMEOUT_MILLIS,
  startPrometheus,
} from '@internal/testbed';
import { ConfigReader } from '@backstage/config';
import { pods, SCRAPE } from '../__testUtils__/history';
import { placeOf, snapshotOf } from '../__testUtils__/places';
import { RecordingProxy } from '../__testUtils__/RecordingProxy';
import {
  NativeHistogram,
  remoteWrite,
  WrittenSeries,
} from '../__testUtils__/remoteWrite';
import { unscoped } from '../__testUtils__/unscoped';
import { endOf, Grid, gridOf } from '../pure/grid';
import { PrometheusSource } from './PrometheusSource';
import { rateWindow } from './queries';
import { readPrometheus } from './settings';

jest.setTimeout(START_TIMEOUT_MILLIS);

const MINUTES = 20;
/** What is written has to be of now: an older head is not written to. */
const start = Math.floor(Date.now() / 60_000) * 60 - (MINUTES + 1) * 60;
const NAME = 'http_request_duration_seconds';

/** Ten requests a second: four in (1/16, 1/8], five in (1/4, 1/2], one in (1, 2]. */
function histogramAt(seconds: number): NativeHistogram {
  const [fast, slow, slowest] = [4, 5, 1].map(each => each * seconds);
  return {
    count: fast + slow + slowest,
    sum: fast * 0.1 + slow * 0.3 + slowest * 1.5,
    first: -3,
    counts: [fast, 0, slow, 0, slowest],
  };
}

function every(minutes: [number, number]): number[] {
  const steps = ((minutes[1] - minutes[0]) * 60) / SCRAPE + 1;
  return Array.from({ length: steps }, (_, i) => minutes[0] * 60 + i * SCRAPE);
}

const series: WrittenSeries[] = [
  // The process of `alive` begins anew at 10.
  ...[pods.alive, pods.foreign].map(pod => ({
    labels: { __name__: NAME, namespace: 'shop', pod },
    histograms: every([0, MINUTES]).map((s): [number, NativeHistogram] => [
      start + s,
      histogramAt(pod === pods.alive && s >= 600 ? s - 595 : s),
    ]),
  })),
  {
    labels: { __name__: NAME, namespace: 'shop', pod: pods.dead },
    histograms: every([0, 8]).map((s): [number, NativeHistogram] => [
      start + s,
      histogramAt(3 * s),
    ]),
  },
  // Another service, which has gone over from classic buckets at 10.
  ...['0.1', '0.5', '+Inf'].map((le, i) => ({
    labels: { __name__: `${NAME}_bucket`, namespace: 'shop', pod: 'api-0', le },
    samples: every([0, 10]).map((s): [number, number] => [
      start + s,
      s * [5, 9, 10][i],
    ]),
  })),
  {
    labels: { __name__: NAME, namespace: 'shop', pod: 'api-0' },
    histograms: every([10, MINUTES]).map((s): [number, NativeHistogram] => [
      start + s,
      histogramAt(s - 599),
    ]),
  },
  // And one with a summary of the same name, of which no quantile can be made.
  ...['0.5', '0.95'].map(quantile => ({
    labels: { __name__: NAME, namespace: 'shop', pod: 'sum-0', quantile },
    samples: every([0, MINUTES]).map((s): [number, number] => [start + s, 0.2]),
  })),
];

describeWith(
  'prometheus',
  'response times out of native histograms, in a real Prometheus',
  () => {
    let prometheus: PrometheusEndpoint;
    let proxy: RecordingProxy;
    let source: PrometheusSource;

    beforeAll(async () => {
      prometheus = await startPrometheus({
        flags: [
          '--enable-feature=native-histograms',
          '--web.enable-remote-write-receiver',
        ],
      });
      await remoteWrite(prometheus.url, series);
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

    const web = snapshotOf('Deployment', 'web', {
      pods: [pods.alive],
      replicaSets: ['web-7d4b9c6f8d'],
    });
    const ofPod = (name: string) =>
      snapshotOf('StatefulSet', name.replace(/-\d$/, ''), { pods: [name] });

    async function latency(
      workload: ReturnType<typeof snapshotOf>,
      points: number,
      by: 'service' | 'pod' = 'service',
    ) {
      const range = { from: start, until: start + MINUTES * 60 };
      const grid = gridOf(range, points, SCRAPE);
      const { panels } = await source.read(placeOf(workload), {
        grid,
        by,
        panels: ['latency'],
      });
      return { grid, ...panels.get('latency')! };
    }

    async function directly(query: string, grid: Grid) {
      const answer = await prometheus.queryRange(query, {
        start: grid.start,
        end: endOf(grid),
        step: grid.step,
      });
      return answer.map(({ points }) => {
        const at = new Map(points);
        return Array.from({ length: grid.steps }, (_, i) => {
          const value = at.get(grid.start + i * grid.step) ?? NaN;
          return Number.isFinite(value) ? value : null;
        });
      });
    }

    it.each([
      ['service', 2_000],
      ['service', 19],
      ['pod', 2_000],
    ] as const)(
      'by %s in %i points: the numbers of a direct query',
      async (by, points) => {
        const { grid, series: ours } = await latency(web, points, by);
        const window = `${rateWindow(grid.step, SCRAPE)}s`;
        const direct = (q: number) =>
          directly(
            `sort(histogram_quantile(${q}, sum${
              by === 'pod' ? ' by(pod)' : ''
            }(rate(${NAME}{pod=~"${pods.alive}|${pods.dead}"}[${window}]))))`,
            grid,
          );
        const wanted = await Promise.all(
          (by === 'pod' ? [0.95] : [0.5, 0.95, 0.99]).map(direct),
        );
        expect(ours.map(({ values }) => values)).toEqual(wanted.flat());
        expect(
          ours.flatMap(({ values }) => values).filter(value => value !== null)
            .length,
        ).toBeGreaterThan(50);
      },
    );

    it('they lie in the buckets that the requests were in, also where a process begins anew', async () => {
      const { series: ours } = await latency(web, 2_000);
      for (const [name, from, to] of [
        ['p50', 0.25, 0.5],
        ['p95', 1, 2],
        ['p99', 1, 2],
      ] as const) {
        const { values } = ours.find(one => one.name === name)!;
        const known = values.filter(value => value !== null);
        expect(known.length).toBeGreaterThan(75);
        expect(Math.min(...known)).toBeGreaterThan(from);
        expect(Math.max(...known)).toBeLessThanOrEqual(to);
      }
    });

    it('classic buckets are taken while there are some, and native ones from then on', async () => {
      const { grid, series: ours } = await latency(ofPod('api-0'), 2_000);
      const p50 = ours.find(({ name }) => name === 'p50')!.values;
      const at = (minute: number) => p50[(minute * 60) / grid.step];
      // Half of the requests within 0.1 s, by buckets of 0.1, 0.5 and more.
      expect(at(5)).toBeCloseTo(0.1, 6);
      expect(at(15)).toBeGreaterThan(0.25);
      expect(p50.slice(4).every(value => value !== null)).toBe(true);
    });

    it('the value now is known too, as a rule of an alert needs it', async () => {
      const now = new PrometheusSource({
        settings: source.settings,
        clock: () => new Date((start + MINUTES * 60) * 1000),
      });
      const value = await now.latest(placeOf(web), 'latency');
      expect(value).toBeGreaterThan(1);
      expect(value).toBeLessThanOrEqual(2);
    });

    it('a summary of this name is told apart, and why the panel is empty says what is looked for', async () => {
      const {
        series: ours,
        empty,
        warnings,
      } = await latency(ofPod('sum-0'), 200);
      expect({ ours, warnings }).toEqual({ ours: [], warnings: [] });
      expect(empty!.why).toBe(
        `Prom has no ${NAME} of these pods in this time, neither classic buckets nor a native histogram, nor the same of Istio.`,
      );
    });

    it('no query has reached Prometheus without our matchers', () => {
      expect(proxy.promql.length).toBeGreaterThan(10);
      expect(proxy.promql.flatMap(query => unscoped(query, 'shop'))).toEqual(
        [],
      );
    });
  },
);
