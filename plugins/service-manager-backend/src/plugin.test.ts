import { createServiceFactory } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  actionsRegistryServiceMock,
  MockActionsRegistry,
} from '@backstage/backend-test-utils/alpha';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import { Sandbox, startSandbox } from '@internal/sandbox';
import {
  CHANGED_CHANNEL,
  Operation,
} from '@vtasker/backstage-plugin-service-manager-common';
import request from 'supertest';
import plugin from '.';
import {
  deploymentOf,
  entityOf,
  eventually,
  locating,
} from './__testUtils__/backend';
import { memoryDatabase } from './__testUtils__/memoryDatabase';
import { serviceKey } from './services';

jest.setTimeout(60_000);

const base = '/api/service-manager/v1';
const web = `${base}/services/default/component/web`;

const shop = { name: 'web', namespace: 'shop' };

describe('the plugin on the embedded cluster', () => {
  let sandbox: Sandbox;
  let server: Awaited<ReturnType<typeof startTestBackend>>['server'];
  let backend: Awaited<ReturnType<typeof startTestBackend>>;
  let registry: MockActionsRegistry;
  const database = memoryDatabase();
  const published: string[][] = [];

  beforeAll(async () => {
    sandbox = await startSandbox({ speed: 50, objects: [deploymentOf(shop)] });
    registry = actionsRegistryServiceMock();
    backend = await startTestBackend({
      features: [
        plugin,
        database.factory,
        mockServices.rootConfig.factory({
          data: {
            kubernetes: locating([{ name: 'sandbox', url: sandbox.url }]),
            'service-manager': { metrics: { unauthenticated: true } },
          },
        }),
        catalogServiceMock.factory({
          entities: [entityOf(shop)],
        }),
        createServiceFactory({
          service: actionsRegistryServiceRef,
          deps: {},
          factory: () => registry,
        }),
        createServiceFactory({
          service: signalsServiceRef,
          deps: {},
          factory: () => ({
            publish: async ({ channel, message }) => {
              if (channel === CHANGED_CHANNEL) {
                published.push((message as any).services);
              }
            },
          }),
        }),
      ],
    });
    server = backend.server;
  });

  afterAll(async () => {
    await backend?.stop();
    await database.destroy();
    await sandbox?.stop();
  });

  const service = async () => (await request(server).get(web)).body;
  const ended = (id: string) =>
    eventually(
      async () =>
        (await request(server).get(`${base}/operations/${id}`))
          .body as Operation,
      ({ phase }) => phase === 'ended',
    );

  it('shows the service that runs there, without asking the cluster for it', async () => {
    const shown = await eventually(
      service,
      ({ status, clusters }) =>
        status?.state === 'running' && clusters[0].state === 'connected',
    );
    expect(shown).toMatchObject({
      entityRef: 'component:default/web',
      workloads: [
        {
          ref: { cluster: 'sandbox', namespace: 'shop', name: 'web' },
          replicas: { desired: 2, ready: 2 },
        },
      ],
      clusters: [{ name: 'sandbox', state: 'connected' }],
    });
    const lists = () =>
      Object.entries(sandbox.requests())
        .filter(([what]) => !/version|pods$/.test(what.toLowerCase()))
        .reduce((sum, [, count]) => sum + count, 0);
    const before = lists();
    for (let count = 0; count < 20; count++) await service();
    expect(lists()).toBe(before);
  });

  it('stops, undoes, and tells each on the way', async () => {
    await eventually(service, ({ status }) => status?.state === 'running');
    const path = `${web}/operations`;
    const stop = { verb: 'stop', parameters: {} };
    const preview = await request(server).post(`${path}/preview`).send(stop);
    expect(preview.status).toBe(200);
    expect(preview.body.changes[0].diff).toContainEqual({
      path: 'spec.replicas',
      before: 2,
      after: 0,
    });
    const send = () =>
      request(server)
        .post(path)
        .set('Idempotency-Key', 'k-1')
        .send({
          ...stop,
          reason: 'night',
          precondition: preview.body.precondition,
        });
    published.length = 0;
    const first = await send();
    expect(first.status).toBe(200);
    const second = await send();
    expect(second.body.id).toBe(first.body.id);
    const reused = await request(server)
      .post(path)
      .set('Idempotency-Key', 'k-1')
      .send({ verb: 'restart', parameters: {} });
    expect(reused.status).toBe(422);
    expect(reused.body.error).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      field: 'Idempotency-Key',
    });

    const stopped = await ended(first.body.id);
    expect(stopped).toMatchObject({
      outcome: 'succeeded',
      actor: 'user:default/mock',
      reason: 'night',
    });
    expect(sandbox.get('Deployment', 'shop', 'web')!.spec.replicas).toBe(0);
    const shown = await eventually(
      service,
      ({ status }) => status.state === 'stopped',
    );
    expect(shown.workloads[0].stopped).toMatchObject({
      replicas: 2,
      by: 'user:default/mock',
      reason: 'night',
    });
    await eventually(
      async () => published.flat(),
      keys => keys.includes(serviceKey('component:default/web')),
    );

    const stale = await request(server).post(path).send({
      verb: 'start',
      parameters: {},
      precondition: preview.body.precondition,
    });
    expect(stale.status).toBe(412);

    const undo = await request(server)
      .post(`${base}/operations/${first.body.id}/undo`)
      .send({ reason: 'morning' });
    expect(undo.status).toBe(200);
    expect((await ended(undo.body.id)).outcome).toBe('succeeded');
    expect(sandbox.get('Deployment', 'shop', 'web')!.spec.replicas).toBe(2);
    const history = await request(server).get(path);
    expect(history.body.items.map(({ verb }: Operation) => verb)).toEqual([
      'start',
      'stop',
    ]);
  });

  it('restarts by an action, with the same record', async () => {
    await eventually(service, ({ status }) => status?.state === 'running');
    const { output } = (await registry.invoke({
      id: 'test:restart-service',
      input: { entityRef: 'component:default/web', reason: 'by a tool' },
      credentials: mockCredentials.user('user:default/tool'),
    })) as { output: any };
    const done = await ended(output.id);
    expect(done).toMatchObject({
      outcome: 'succeeded',
      actor: 'user:default/tool',
      reason: 'by a tool',
    });
  });

  it.each([
    ['a replica count that is huge', 'scale', { replicas: 1e9 }, 400],
    [
      'an image that is no reference',
      'deploy',
      { images: [{ image: 'Not An Image' }] },
      422,
    ],
    [
      'a container that the pod does not have',
      'deploy',
      { images: [{ container: 'nope', image: ':2' }] },
      422,
    ],
    ['a revision that is gone', 'rollback', { revision: 99 }, 404],
    [
      'a time to come back that is past',
      'stop',
      { until: '2020-01-01T00:00:00Z' },
      422,
    ],
    ['a workload of another service', 'restart', { workloads: ['nope'] }, 404],
  ])('refuses %s, naming the field', async (_, verb, parameters, status) => {
    await eventually(service, ({ workloads }) => workloads?.length === 1);
    const response = await request(server)
      .post(`${web}/operations`)
      .send({ verb, parameters });
    expect([response.status, response.body.error]).toEqual([
      status,
      expect.objectContaining({
        field: expect.stringContaining('parameters'),
        nextStep: expect.any(String),
      }),
    ]);
  });

  it('tells its metrics without a token, as configured, and its health not', async () => {
    const none = mockCredentials.none.header();
    const metrics = await request(server)
      .get('/api/service-manager/metrics')
      .set('Authorization', none);
    expect(metrics.status).toBe(200);
    expect(metrics.text).toContain(
      'service_manager_cluster_state{cluster="sandbox",state="connected"} 1',
    );
    expect(metrics.text).toMatch(
      /service_manager_cache_objects\{cluster="sandbox",kind="Pod"\} [1-9]/,
    );
    const health = await request(server)
      .get('/api/service-manager/health')
      .set('Authorization', none);
    expect(health.status).toBe(401);
    const own = await request(server).get('/api/service-manager/health');
    expect(own.body.status).toBe('ok');
  });

  it('says the next step on an unknown path, and leaves others theirs', async () => {
    const unknown = await request(server).get(`${base}/nope`);
    expect(unknown.body.error.code).toBe('UNKNOWN_ROUTE');
    const permissions = await request(server).get(
      '/api/service-manager/.well-known/backstage/permissions/metadata',
    );
    expect(permissions.status).toBe(200);
    expect(
      permissions.body.permissions.map(({ name }: { name: string }) => name),
    ).toContain('service-manager.service.control');
  });
});
