import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  describeWith,
  PodExporter,
  PrometheusEndpoint,
  START_TIMEOUT_MILLIS,
  startPodExporter,
  startPrometheus,
} from '@internal/testbed';
import { DatabaseAlertStore } from '../database';
import { createMetrics } from '../metrics';
import { snapshotOf } from '../metrics/__testUtils__/places';
import { eventually } from '../operations/__testUtils__/stage';
import { subject, World } from './__testUtils__/world';
import type { Alerts } from './Alerts';

jest.setTimeout(START_TIMEOUT_MILLIS);

const MIB = 1024 * 1024;
const name = 'web-7d4b9c6f8d-x2x2x';
const web = subject('web', 'group:default/team-a');

describeWith(
  'prometheus',
  'a threshold on what a real Prometheus measures',
  () => {
    const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
    let exporter: PodExporter;
    let prometheus: PrometheusEndpoint;

    beforeAll(async () => {
      exporter = await startPodExporter([
        {
          namespace: 'shop',
          name,
          containers: [{ name: 'web', load: { memoryBytes: 100 * MIB } }],
        },
      ]);
      prometheus = await startPrometheus({ targets: [exporter.cadvisor] });
    });
    afterAll(async () => {
      await prometheus?.stop();
      await exporter?.stop();
    });

    const uses = async (mebibytes: number) => {
      exporter.change('shop', name, {
        containers: [{ name: 'web', load: { memoryBytes: mebibytes * MIB } }],
      });
      await prometheus.waitForSeries(
        `container_memory_working_set_bytes{container="web"} == ${
          mebibytes * MIB
        }`,
      );
    };

    it('fires once, through a restart and an outage of Prometheus, until it is well again', async () => {
      const world = new World();
      const store = await DatabaseAlertStore.create({
        database: mockServices.database({
          knex: await databases.init('SQLITE_3'),
        }),
      });
      const { metrics } = createMetrics({
        config: new ConfigReader({
          'service-manager': { prometheus: { url: prometheus.url } },
        }),
        clusters: ['local'],
        workloads: {
          select: () => [
            snapshotOf('Deployment', 'web', {
              pods: [name],
              replicaSets: ['web-7d4b9c6f8d'],
            }),
          ],
          get: () => undefined,
          health: () => [],
          onChange: () => () => {},
        },
        feed: { onUsage: () => () => {}, dump: () => [] },
        clock: () => new Date(),
        logger: mockServices.logger.mock(),
      });
      const start = () =>
        world.backend(store, {
          metrics: {
            latest: async (scope, panel) => ({
              value: await metrics.latest(scope, panel),
            }),
          },
        });
      const ruleOf = async (alerts: Alerts) =>
        (await alerts.list(web)).rules.find(
          ({ origin }) => origin === 'service',
        )!;

      const first = start();
      await first.saveRule(
        web,
        {
          definition: {
            kind: 'metric',
            panel: 'memory',
            above: 500 * MIB,
            enabled: true,
            severity: 'warning',
            forSeconds: 60,
          },
        },
        'user:default/ann',
      );
      await uses(101);
      await world.pass(5 * 60, first);
      expect((await ruleOf(first)).state).toBe('inactive');

      await uses(900);
      await world.pass(3 * 60, first);
      expect(world.sent.map(({ payload }) => payload)).toEqual([
        expect.objectContaining({
          title: 'web is over a threshold',
          description: 'Memory: 900 MiB, above 500 MiB',
          severity: 'high',
        }),
      ]);
      await first.stop();
      const second = start();
      await world.pass(5 * 60, second);
      expect(world.sent).toHaveLength(1);

      await prometheus.control.kill();
      await world.pass(10 * 60, second);
      expect(await ruleOf(second)).toMatchObject({
        state: 'unknown',
        problem: expect.any(String),
      });
      expect((await second.list(web)).alerts).toHaveLength(1);
      expect(world.sent).toHaveLength(1);

      await prometheus.control.restart();
      await uses(102);
      await eventually('it is over', async () => {
        await world.pass(60, second);
        return world.sent.length > 1;
      });
      expect(world.titles()[1]).toBe('Over: web is over a threshold');
      expect(world.inbox()).toHaveLength(1);
      expect((await ruleOf(second)).state).toBe('inactive');
    });
  },
);
