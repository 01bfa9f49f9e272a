import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  NotificationSendOptions,
  notificationService,
} from '@backstage/plugin-notifications-node';
import { Sandbox, startSandbox } from '@internal/sandbox';
import { describeWith } from '@internal/testbed';
import type { Alerts } from '@vtasker/backstage-plugin-service-manager-common';
import type { Knex } from 'knex';
import request from 'supertest';
import plugin from '..';
import { deploymentOf, entityOf, locating } from '../__testUtils__/backend';
import { testDatabases } from '../database/__testUtils__/databases';
import { eventually } from '../operations/__testUtils__/stage';

jest.setTimeout(120_000);

const web = '/api/service-manager/v1/services/default/component/web';
type Backend = Awaited<ReturnType<typeof startTestBackend>>;

const shop = { name: 'web', namespace: 'shop' };

const databases = testDatabases();

describeWith(
  'postgres',
  'the life of an alert, in two backends on one Postgres',
  () => {
    let sandbox: Sandbox;
    let knex: Knex;
    const running = new Set<Backend>();
    const sent: NotificationSendOptions[] = [];

    const start = async (): Promise<Backend> => {
      const backend = await startTestBackend({
        features: [
          plugin,
          mockServices.rootConfig.factory({
            data: {
              kubernetes: locating([{ name: 'sandbox', url: sandbox.url }]),
              'service-manager': {
                alerts: {
                  interval: { seconds: 1 },
                  resolveAfter: { seconds: 1 },
                  down: { after: { seconds: 2 } },
                  restartLoop: { enabled: false },
                },
              },
            },
          }),
          catalogServiceMock.factory({
            entities: [entityOf(shop)],
          }),
          createServiceFactory({
            service: actionsRegistryServiceRef,
            deps: {},
            factory: () => actionsRegistryServiceMock(),
          }),
          createServiceFactory({
            service: coreServices.database,
            deps: {},
            factory: () => ({ getClient: async () => knex }),
          }),
          createServiceFactory({
            service: notificationService,
            deps: {},
            factory: () => ({
              send: async (options: NotificationSendOptions) => {
                sent.push(options);
              },
            }),
          }),
        ],
      });
      running.add(backend);
      return backend;
    };
    const stop = async (backend: Backend) => {
      running.delete(backend);
      await backend.stop();
    };
    const alertsOf = async ({ server }: Backend): Promise<Alerts> =>
      (await request(server).get(`${web}/alerts`)).body;
    const shows = (backend: Backend, state: 'firing' | 'none') =>
      eventually(`it is ${state}`, async () => {
        const { alerts } = await alertsOf(backend);
        return state === 'none'
          ? alerts?.length === 0
          : alerts?.[0]?.state === state;
      });
    /** By another hand than the product's. */
    const scale = async (replicas: number) => {
      const answer = await fetch(
        `${sandbox.url}/apis/apps/v1/namespaces/shop/deployments/web`,
        {
          method: 'PATCH',
          headers: { 'content-type': 'application/merge-patch+json' },
          body: JSON.stringify({ spec: { replicas } }),
        },
      );
      expect(answer.status).toBe(200);
    };
    const titles = () => sent.map(({ payload }) => payload.title);
    /** So many rounds of evaluation, whichever backend makes them. */
    const rounds = async (count: number) => {
      const beat = async () => (await knex('alert_leases').first('beat')).beat;
      const from = await beat();
      await eventually(
        'rounds are made',
        async () => (await beat()) >= from + 2 * count,
      );
    };

    beforeAll(async () => {
      sandbox = await startSandbox({
        speed: 50,
        objects: [deploymentOf(shop)],
      });
      knex = await databases.open('POSTGRES');
    });
    afterAll(async () => {
      await Promise.all([...running].map(stop));
      await sandbox?.stop();
    });

    it('tells the owner once, through restarts, silences and to its end', async () => {
      const first = await start();
      const second = await start();
      await eventually('both see it run', async () =>
        (
          await Promise.all(
            [first, second].map(async ({ server }) => {
              const { body } = await request(server).get(web);
              return body.status?.state === 'running';
            }),
          )
        ).every(Boolean),
      );
      expect((await alertsOf(first)).rules).toEqual([
        expect.objectContaining({ id: 'default:down', state: 'inactive' }),
      ]);

      // Firing: one notification, whichever backend is asked.
      await scale(0);
      await Promise.all([shows(first, 'firing'), shows(second, 'firing')]);
      await eventually('the owner is told', async () => sent.length > 0);
      expect(sent[0]).toMatchObject({
        recipients: { type: 'entity', entityRef: 'group:default/team-a' },
        payload: { title: 'web is down', severity: 'critical' },
      });

      // Still one after a restart, whichever of the two evaluated.
      for (const backend of [first, second]) await stop(backend);
      const third = await start();
      const fourth = await start();
      await shows(third, 'firing');
      await rounds(5);
      expect(titles()).toEqual(['web is down']);

      // Resolved: the same notification says so.
      await scale(2);
      await shows(fourth, 'none');
      await eventually('the owner is told', async () => sent.length > 1);
      await rounds(3);
      expect(titles()).toEqual(['web is down', 'Over: web is down']);
      expect(sent[1].payload.scope).toBe(sent[0].payload.scope);
      expect(await knex('alert_incidents').select('id')).toHaveLength(1);

      // Silence honoured.
      sent.length = 0;
      await scale(0);
      const pending = await eventually(
        'it is pending',
        async () => (await alertsOf(third)).alerts[0],
      );
      const silenced = await request(third.server)
        .post(`${web}/alerts/silences`)
        .send({
          alertId: pending.id,
          reason: 'Migration',
          until: new Date(Date.now() + 3_600_000).toISOString(),
        });
      expect([silenced.status, silenced.body]).toMatchObject([
        200,
        { by: 'user:default/mock', reason: 'Migration' },
      ]);
      await shows(fourth, 'firing');
      await rounds(4);
      expect(titles()).toEqual([]);
      const ended = await request(fourth.server)
        .post(`${web}/alerts/silences/end`)
        .send({ silenceId: silenced.body.id });
      expect(ended.status).toBe(200);
      await eventually('the owner is told', async () => sent.length > 0);
      await scale(2);
      await shows(third, 'none');
      await eventually('the owner is told', async () => sent.length > 1);

      // Stopped by a person: not down.
      sent.length = 0;
      const stopping = await request(third.server)
        .post(`${web}/operations`)
        .send({ verb: 'stop', parameters: {} });
      expect(stopping.status).toBe(200);
      await eventually('it is stopped', async () => {
        const { body } = await request(third.server).get(web);
        return body.status?.state === 'stopped';
      });
      await rounds(5);
      expect((await alertsOf(third)).alerts).toEqual([]);
      expect(
        sent.filter(({ payload }) => payload.topic?.endsWith('alerts')),
      ).toEqual([]);

      const metrics = await request(third.server).get(
        '/api/service-manager/metrics',
      );
      expect(metrics.text).toContain(
        'service_manager_alert_evaluation_duration_seconds_count{result="done"}',
      );
    });

    it.each([
      ['without a reason', { reason: ' ' }, 'reason'],
      ['in the past', { until: '2020-01-01T00:00:00Z' }, 'until'],
      ['for ten years', { until: '2040-01-01T00:00:00Z' }, 'until'],
      ['of no alert', { alertId: 'own:nope' }, 'alertId'],
      ['with a place of its own', { namespace: 'kube-system' }, 'namespace'],
    ])('refuses a silence %s, naming the field', async (_, more, field) => {
      const [backend] = running;
      const { body, status } = await request(backend.server)
        .post(`${web}/alerts/silences`)
        .send({
          alertId: 'own:default:down',
          reason: 'Because',
          until: new Date(Date.now() + 60_000).toISOString(),
          ...more,
        });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(body.error).toMatchObject({ field, nextStep: expect.any(String) });
    });
  },
);
