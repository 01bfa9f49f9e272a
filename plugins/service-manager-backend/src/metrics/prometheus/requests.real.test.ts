import {
  describeWith,
  PrometheusEndpoint,
  SeriesHistory,
  START_TIMEOUT_MILLIS,
  startPrometheus,
} from '@internal/testbed';
import type { MetricPanelId } from '@vtasker/backstage-plugin-service-manager-common';
import { SCRAPE } from '../__testUtils__/history';
import { snapshotOf } from '../__testUtils__/places';
import { start, testRoom } from '../__testUtils__/testRoom';

jest.setTimeout(START_TIMEOUT_MILLIS);

/** Ten minutes of a counter. */
function counted(
  name: string,
  pod: string,
  perSecond: number,
  labels: Record<string, string> = {},
): SeriesHistory {
  return {
    name,
    labels: { namespace: 'shop', k8s: 'e-1', pod, ...labels },
    points: Array.from({ length: 41 }, (_, i) => [
      start + i * SCRAPE,
      i * SCRAPE * perSecond,
    ]),
  };
}

function buckets(
  name: string,
  pod: string,
  rates: Record<string, number>,
  labels: Record<string, string> = {},
): SeriesHistory[] {
  return Object.entries(rates).map(([le, rate]) =>
    counted(name, pod, rate, { ...labels, le }),
  );
}

/** As a mesh counts each request: at the pod that asks, and at the one that answers. */
function mesh(pod: string, code: string, perSecond: number): SeriesHistory[] {
  return ['destination', 'source'].map(reporter =>
    counted('istio_requests_total', pod, perSecond, {
      reporter,
      response_code: code,
    }),
  );
}

const istioBuckets = { 100: 0, 200: 10, '+Inf': 10 };
const history: SeriesHistory[] = [
  ...mesh('mesh-0', '200', 6),
  ...mesh('mesh-0', '503', 3),
  // The client went away: no answer at all.
  ...mesh('mesh-0', '0', 1),
  ...['destination', 'source'].flatMap(reporter =>
    buckets(
      'istio_request_duration_milliseconds_bucket',
      'mesh-0',
      reporter === 'source' ? { 100: 10, 200: 10, '+Inf': 10 } : istioBuckets,
      { reporter },
    ),
  ),
  // It counts by itself, and the mesh counts the same once more.
  counted('http_requests_total', 'both-0', 4, { code: '200' }),
  counted('http_requests_total', 'both-0', 1, { code: '500' }),
  ...mesh('both-0', '200', 5),
  ...buckets('http_request_duration_seconds_bucket', 'both-0', {
    1: 0,
    2: 5,
    '+Inf': 5,
  }),
  ...buckets(
    'istio_request_duration_milliseconds_bucket',
    'both-0',
    istioBuckets,
    { reporter: 'destination' },
  ),
  // Names of its own.
  counted('app_requests', 'own-0', 8, { rc: '204' }),
  counted('app_requests', 'own-0', 2, { rc: '502' }),
  ...buckets('app_seconds_bucket', 'own-0', { 1: 0, 2: 5, '+Inf': 5 }),
  // Nothing fails, and nothing is asked.
  counted('http_requests_total', 'well-0', 3, { status: '200' }),
  counted('http_requests_total', 'idle-0', 0, { status: '200' }),
  // What the kubelet tells, without kube-state-metrics.
  counted('container_cpu_usage_seconds_total', 'well-0', 0.5, {
    container: 'web',
    image: 'web:1',
  }),
];

describeWith(
  'prometheus',
  'requests, failures and response times, in a real Prometheus',
  () => {
    let prometheus: PrometheusEndpoint;

    beforeAll(async () => {
      prometheus = await startPrometheus({ history });
    });
    afterAll(async () => {
      await prometheus?.stop();
    });

    /** The values five minutes after the beginning, by panel and name. */
    async function at5(
      service: string,
      panels: MetricPanelId[],
      names?: Record<string, unknown>,
    ) {
      const snapshots = [
        snapshotOf('StatefulSet', service, {
          cluster: 'eu',
          pods: [`${service}-0`],
          limits: { cpu: '2' },
        }),
      ];
      const room = testRoom(prometheus.url, {
        snapshots,
        prometheus: names && { names },
      });
      const answer = await room.read(panels);
      const index = (5 * 60) / answer.stepSeconds;
      return Object.fromEntries(
        answer.panels.flatMap(({ id, series }) =>
          series.map(({ name, values }) => [`${id} ${name}`, values[index]]),
        ),
      );
    }
    const RED: MetricPanelId[] = ['requests', 'errors', 'latency'];

    it('of Istio, as the pod that answers counts them: not twice; no answer at all is a failure', async () => {
      expect(await at5('mesh', RED)).toEqual({
        'requests All pods': expect.closeTo(10, 6),
        'errors All pods': expect.closeTo(0.4, 6),
        // Its buckets are milliseconds.
        'latency p50': expect.closeTo(0.15, 6),
        'latency p95': expect.closeTo(0.195, 6),
        'latency p99': expect.closeTo(0.199, 6),
      });
    });

    it("the service's own series win over the mesh's, and are not added to them", async () => {
      expect(await at5('both', RED)).toEqual({
        'requests All pods': expect.closeTo(5, 6),
        'errors All pods': expect.closeTo(0.2, 6),
        'latency p50': expect.closeTo(1.5, 6),
        'latency p95': expect.closeTo(1.95, 6),
        'latency p99': expect.closeTo(1.99, 6),
      });
    });

    it('under names of the configuration', async () => {
      const names = {
        requests: 'app_requests',
        duration: 'app_seconds',
        status: ['rc'],
      };
      expect(await at5('own', RED, names)).toEqual({
        'requests All pods': expect.closeTo(10, 6),
        'errors All pods': expect.closeTo(0.2, 6),
        'latency p50': expect.closeTo(1.5, 6),
        'latency p95': expect.closeTo(1.95, 6),
        'latency p99': expect.closeTo(1.99, 6),
      });
      expect(await at5('own', RED)).toEqual({});
    });

    it('where nothing failed the share is 0, where nothing was asked it is not known', async () => {
      expect(await at5('well', ['requests', 'errors'])).toEqual({
        'requests All pods': expect.closeTo(3, 6),
        'errors All pods': 0,
      });
      expect(await at5('idle', ['requests', 'errors'])).toEqual({
        'requests All pods': 0,
      });
    });

    it('without kube-state-metrics the limit is that of the watch cache', async () => {
      expect(await at5('well', ['cpu'])).toEqual({
        'cpu All pods': expect.closeTo(0.5, 6),
        'cpu Limit': 2,
      });
    });
  },
);
