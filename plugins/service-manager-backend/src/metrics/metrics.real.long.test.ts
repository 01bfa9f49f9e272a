import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  describeWith,
  ExportedPod,
  PodExporter,
  PrometheusEndpoint,
  startPodExporter,
  startPrometheus,
} from '@internal/testbed';
import { realCluster } from '../operations/__testUtils__/clusters';
import { clustersOf } from '../operations/__testUtils__/ObservedCluster';
import {
  daemonSet,
  deployment,
  statefulSet,
} from '../operations/__testUtils__/objects';
import { eventually } from '../operations/__testUtils__/stage';
import { WatchCache } from '../workloads';
import { RecordingProxy } from './__testUtils__/RecordingProxy';
import { unscoped } from './__testUtils__/unscoped';
import { createMetrics, MetricsRoom } from './createMetrics';
import { markersOf } from './pure/markers';

jest.setTimeout(180_000);

/**
 * Names as the real controllers give them, series that are scraped while pods
 * come, restart and go.
 */
describeWith(
  ['kubernetes', 'prometheus'],
  'metrics of pods on a real control plane',
  () => {
    let test: Awaited<ReturnType<typeof realCluster>>;
    let cache: WatchCache;
    let exporter: PodExporter;
    let prometheus: PrometheusEndpoint;
    let proxy: RecordingProxy;
    let room: MetricsRoom;
    const scopeOf = (service: string) => ({
      entityRef: `component:default/${service}`,
      target: {
        entityRef: `component:default/${service}`,
        selector: { matchLabels: { service } },
      },
    });
    const services = ['web', 'web-db', 'web-agent'];

    beforeAll(async () => {
      test = await realCluster();
      exporter = await startPodExporter();
      prometheus = await startPrometheus({
        targets: [exporter.cadvisor, exporter.kubeState],
      });
      proxy = await RecordingProxy.start(prometheus.url);
      cache = WatchCache.create({
        clusters: clustersOf(test.product),
        logger: mockServices.logger.mock(),
      });
      cache.start();
      await cache.ready();
      room = createMetrics({
        config: new ConfigReader({
          'service-manager': {
            prometheus: { url: proxy.url, scrapeSeconds: 1 },
          },
        }),
        clusters: [test.product.name],
        workloads: cache,
        feed: cache,
        clock: () => new Date(),
        logger: mockServices.logger.mock(),
      });
      for (const [plural, body] of [
        [
          'deployments',
          deployment('default', 'web', {
            replicas: 2,
            labels: { service: 'web' },
          }),
        ],
        [
          'statefulsets',
          statefulSet('default', 'web-db', {
            replicas: 2,
            labels: { service: 'web-db' },
          }),
        ],
        [
          'daemonsets',
          daemonSet('default', 'web-agent', {
            labels: { service: 'web-agent' },
          }),
        ],
      ] as const) {
        await test.admin.request({
          method: 'POST',
          path: `/apis/apps/v1/namespaces/default/${plural}`,
          body,
        });
      }
      await eventually(
        'two pods of each, an agent',
        () =>
          names('web').length === 2 &&
          names('web-db').length === 2 &&
          names('web-agent').length === agents(),
      );
      show();
    });

    afterAll(async () => {
      room?.stop();
      await proxy?.stop();
      await prometheus?.stop();
      await exporter?.stop();
      await cache?.stop();
      await test?.stop();
    });

    function names(service: string): string[] {
      return cache
        .select(scopeOf(service).target)
        .flatMap(({ pods }) => pods)
        .filter(({ status }) => status.phase === 'Running')
        .map(({ metadata }) => metadata.name);
    }

    /** One a node, as soon as the controller knows the nodes. */
    function agents(): number {
      const [found] = cache.select(scopeOf('web-agent').target);
      const { workload } = found ?? {};
      return workload?.kind === 'DaemonSet'
        ? workload.status.desiredNumberScheduled || NaN
        : NaN;
    }

    /** Every running pod burns a tenth of a core, and no other. */
    function show() {
      exporter.setPods(
        services.flatMap(names).map(
          (name): ExportedPod => ({
            namespace: 'default',
            name,
            containers: [
              {
                name: 'main',
                load: { cpuCores: 0.1, memoryBytes: 1e6 },
                limits: { cpuCores: 1 },
              },
            ],
          }),
        ),
      );
    }

    async function curves(service: string) {
      const now = Date.now() / 1000;
      const { panels } = await room.metrics.read(scopeOf(service), {
        from: now - 120,
        until: now,
        points: 2_000,
        by: 'pod',
        panels: ['memory'],
        showQueries: false,
      });
      return new Map(
        panels[0].series
          .filter(({ role }) => role === 'value')
          .map(({ pod, values }) => [pod!, values]),
      );
    }

    it('each service has the pods of its own and no other, whatever controller names them', async () => {
      for (const service of services) {
        await eventually(`series of ${service}`, async () => {
          const found = [...(await curves(service)).keys()];
          return found.length === names(service).length && found.length > 0;
        });
        const found = [...(await curves(service)).keys()].sort();
        expect(found).toEqual(names(service).sort());
      }
    });

    it('keeps the pods of an earlier template that are gone', async () => {
      const before = names('web');
      await test.admin.request({
        method: 'PATCH',
        path: '/apis/apps/v1/namespaces/default/deployments/web',
        patchType: 'application/strategic-merge-patch+json',
        body: {
          spec: {
            template: {
              spec: { containers: [{ name: 'main', image: 'example/main:2' }] },
            },
          },
        },
      });
      await eventually('new pods alone', () => {
        const now = names('web');
        return now.length === 2 && !now.some(name => before.includes(name));
      });
      show();
      await eventually('series of old and new pods', async () => {
        const found = await curves('web');
        return [...before, ...names('web')].every(name => found.has(name));
      });
      const markers = markersOf(
        cache.select(scopeOf('web').target),
        [],
        new Date(Date.now() - 120_000),
        new Date(),
      );
      expect(markers.filter(({ kind }) => kind === 'deploy')).toHaveLength(1);
    });

    it('a container that restarts is not counted twice while its old series lingers', async () => {
      const [name] = names('web-db');
      exporter.restart('default', name, 'main');
      await eventually('both series', async () => {
        const both = await prometheus.query(
          `container_memory_working_set_bytes{pod="${name}",image!=""}`,
        );
        return both.length === 2;
      });
      const values = (await curves('web-db')).get(name)!;
      expect(Math.max(...values.map(Number))).toBe(1e6);
    });

    it('no query has reached Prometheus without our matchers', () => {
      expect(proxy.promql.length).toBeGreaterThan(5);
      for (const query of proxy.promql) {
        expect(unscoped(query, 'default')).toEqual([]);
      }
    });
  },
);
