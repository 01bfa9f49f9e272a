import { mockCredentials } from '@backstage/backend-test-utils';
import { KubernetesError } from '@vtasker/backstage-plugin-service-manager-node';
import request from 'supertest';
import {
  component,
  createHarness,
  deployment,
  operation,
} from '../services/__testUtils__/harness';

const base = '/api/service-manager/v1';
const web = `${base}/services/default/component/web`;
const run = `${web}/operations`;
const restart = { verb: 'restart', parameters: {} };

describe('answers', () => {
  it('sends nothing again that the caller holds, until it changes', async () => {
    const { app, reader, states } = createHarness();
    const first = await request(app).get(web);
    expect(first.status).toBe(200);
    expect(first.headers.etag).toMatch(/^W\/"/);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    const again = () =>
      request(app).get(web).set('If-None-Match', first.headers.etag);
    const second = await again();
    expect(second.status).toBe(304);
    expect(second.text).toBe('');

    reader.snapshots = [deployment('web', { replicas: 0 })];
    states.forget(['component:default/web']);
    const third = await again();
    expect(third.status).toBe(200);
    expect(third.headers.etag).not.toBe(first.headers.etag);
  });

  it.each([
    ['as fetch sends it', (etag: string) => etag],
    ['made strong by a proxy', (etag: string) => etag.slice(2)],
    ['among others', (etag: string) => `"x", ${etag}`],
  ])('knows the ETag %s', async (_, header) => {
    const { app } = createHarness();
    const first = await request(app).get(web);
    const { status } = await request(app)
      .get(web)
      .set('If-None-Match', header(first.headers.etag))
      .set('Cache-Control', 'no-cache')
      .set('Pragma', 'no-cache');
    expect(status).toBe(304);
  });

  it('keeps its ETag while a connected cluster only tells that it lives', async () => {
    const { app, reader, states } = createHarness();
    const first = await request(app).get(web);
    reader.clusters = [
      { ...reader.clusters[0], lastSeenAt: '2026-03-01T12:00:59Z' },
    ];
    states.forget(['component:default/web']);
    const second = await request(app).get(web);
    expect(second.headers.etag).toBe(first.headers.etag);
  });

  it('leaves out what was not asked for', async () => {
    const { app } = createHarness();
    const one = await request(app).get(`${web}?fields=title,status`);
    expect(Object.keys(one.body)).toEqual(['title', 'status']);
    const list = await request(app).get(`${base}/services?fields=entityRef`);
    expect(list.body).toEqual({
      items: [{ entityRef: 'component:default/web' }],
      totalItems: 1,
    });
  });

  it('counts requests by route, status and code', async () => {
    const { app, observe } = createHarness();
    await request(app).get(`${base}/services/default/component/nope`);
    expect(observe).toHaveBeenCalledWith({
      route: 'getService',
      status: 404,
      code: 'ENTITY_NOT_FOUND',
      seconds: expect.any(Number),
    });
  });

  it('asks catalog and permissions once for readers of one page', async () => {
    const { app, catalog, permissions } = createHarness();
    const get = jest.spyOn(catalog, 'getEntityByRef');
    await request(app).get(web).expect(200);
    await request(app).get(web).expect(200);
    expect(get).toHaveBeenCalledTimes(1);
    expect(permissions.authorize).toHaveBeenCalledTimes(1);
  });

  it('asks anew before a change: a right is gone at once', async () => {
    const { app, denied } = createHarness();
    const first = await request(app).post(run).send(restart);
    denied.add('service-manager.service.control');
    const second = await request(app).post(run).send(restart);
    expect([first.status, second.status]).toEqual([200, 403]);
  });

  it('does not show one caller what another may see', async () => {
    const { app, permissions } = createHarness();
    (permissions.authorize as jest.Mock).mockImplementation(
      async (requests: unknown[], { credentials }) =>
        requests.map(() => ({
          result:
            credentials.principal.userEntityRef === 'user:default/a'
              ? 'ALLOW'
              : 'DENY',
        })),
    );
    const as = (user: string) =>
      request(app)
        .get(web)
        .set('Authorization', mockCredentials.user.header(user));
    expect([
      (await as('user:default/a')).status,
      (await as('user:default/b')).status,
      (await as('user:default/a')).status,
    ]).toEqual([200, 404, 200]);
  });
});

describe('changes', () => {
  it('passes on what was asked, by whom, and in whose name', async () => {
    const { app, operations, auditEvents } = createHarness();
    const { status, body } = await request(app)
      .post(run)
      .set('Idempotency-Key', 'k-1')
      .send({
        ...restart,
        reason: ' memory leak ',
        precondition: 'p1',
        acknowledged: ['dependents'],
      });
    expect(status).toBe(200);
    expect(body.id).toBe('op-1');
    expect(operations.run).toHaveBeenCalledWith(
      {
        entityRef: 'component:default/web',
        title: 'web',
        target: {
          entityRef: 'component:default/web',
          selector: { matchLabels: { 'backstage.io/kubernetes-id': 'web' } },
        },
        actor: {
          ref: 'user:default/mock',
          onBehalfOf: {
            user: 'user:default/mock',
            groups: ['group:default/team-a'],
          },
        },
        dependents: [],
      },
      restart,
      {
        reason: 'memory leak',
        precondition: 'p1',
        acknowledged: ['dependents'],
        idempotencyKey: 'k-1',
      },
    );
    expect(auditEvents).toEqual([
      {
        eventId: 'operation-create',
        meta: {
          actor: 'user:default/mock',
          entityRef: 'component:default/web',
          verb: 'restart',
          parameters: {},
          reason: 'memory leak',
        },
        ended: 'success',
      },
    ]);
  });

  it('lets a caller ask for so many previews a minute', async () => {
    const { app, operations } = createHarness({ previewsPerMinute: 1 });
    await request(app).post(`${run}/preview`).send(restart).expect(200);
    const second = await request(app).post(`${run}/preview`).send(restart);
    expect([second.status, second.headers['retry-after']]).toEqual([429, '60']);
    expect(second.body.error.code).toBe('TOO_MANY_PREVIEWS');
    expect(operations.preview).toHaveBeenCalledTimes(1);
    // A change is no preview.
    await request(app).post(run).send(restart).expect(200);
  });

  it('lets a caller make so many changes a minute', async () => {
    const { app, operations, auditEvents } = createHarness({
      writesPerMinute: 2,
    });
    await request(app).post(run).send(restart).expect(200);
    await request(app).post(`${base}/operations/op-1/undo`).expect(200);
    const third = await request(app).post(run).send(restart);
    expect(third.status).toBe(429);
    expect(third.headers['retry-after']).toBe('30');
    expect(third.body.error).toMatchObject({
      code: 'TOO_MANY_WRITES',
      nextStep: expect.stringContaining('Try again in 30 s'),
      retryAfterSeconds: 30,
    });
    expect(operations.run).toHaveBeenCalledTimes(1);
    expect(auditEvents[2].ended).toBe('fail');
    // Another person is not held up, and reading is not counted.
    await request(app)
      .post(run)
      .set('Authorization', mockCredentials.user.header('user:default/b'))
      .send(restart)
      .expect(200);
    await request(app).get(web).expect(200);
  });

  it.each([
    ['without restrictions', undefined, 403],
    [
      'with the permission named',
      { permissionNames: ['service-manager.service.control'] },
      404, // It may not read, so that it does not even see the service.
    ],
    [
      'with reading and the permission named',
      {
        permissionNames: [
          'service-manager.service.read',
          'service-manager.service.control',
        ],
      },
      200,
    ],
    [
      'with updates in general',
      { permissionAttributes: { action: ['read', 'update'] } },
      403,
    ],
  ] as const)('for a service principal %s', async (_, restrictions, status) => {
    const { services, permissions } = createHarness();
    (permissions.authorize as jest.Mock).mockImplementation(
      async (requests: Array<{ permission: { name: string } }>) =>
        // As the permissions service decides for service principals.
        requests.map(({ permission }) => {
          const names = (restrictions as any)?.permissionNames;
          const allowed = !names || names.includes(permission.name);
          return { result: allowed ? 'ALLOW' : 'DENY' };
        }),
    );
    const call = services.createOperation({
      credentials: mockCredentials.service('external:ci', restrictions as any),
      input: {
        params: { namespace: 'default', kind: 'component', name: 'web' },
        query: {},
        body: { verb: 'restart', parameters: {} },
      },
    });
    const told = await call.then(
      ({ actor }) => ({ status: 200, actor }),
      error => ({ status: error.status, actor: undefined }),
    );
    expect(told).toEqual({
      status,
      actor: status === 200 ? 'external:ci' : undefined,
    });
  });

  it('refuses callers who are not signed in', async () => {
    const { services, operations } = createHarness();
    await expect(
      services.listServices({
        credentials: mockCredentials.none(),
        input: { params: {}, query: {}, body: {} },
      }),
    ).rejects.toMatchObject({ status: 403 });
    expect(operations.run).not.toHaveBeenCalled();
  });

  it.each([
    [0, 'CircuitOpen', 503, 'CLUSTER_UNAVAILABLE'],
    [503, 'ServiceUnavailable', 503, 'CLUSTER_UNAVAILABLE'],
    [403, 'Forbidden', 403, 'CLUSTER_FORBIDDEN'],
    [422, 'Invalid', 422, 'CLUSTER_REJECTED'],
  ])('a cluster that answers %s %s', async (status, reason, told, code) => {
    const { app, operations } = createHarness();
    operations.run.mockRejectedValue(
      new KubernetesError({ status, reason, message: 'its own words' }),
    );
    const response = await request(app).post(run).send(restart);
    expect(response.status).toBe(told);
    expect(response.body.error).toMatchObject({
      code,
      message: expect.stringContaining('its own words'),
    });
  });
});

describe('what the caller may do', () => {
  const verbs = async (app: any) =>
    Object.fromEntries(
      (await request(app).get(web)).body.verbs.map((one: any) => [
        one.verb,
        one.why ?? 'available',
      ]),
    );

  it('says whom to ask where a right is missing', async () => {
    const { app } = createHarness({
      denied: ['service-manager.service.control'],
    });
    expect(await verbs(app)).toMatchObject({
      stop: expect.stringContaining('Ask its owner, team-a.'),
      scale: 'available',
    });
  });

  it('says why a verb has nothing to do', async () => {
    const { app, reader } = createHarness();
    reader.snapshots = [deployment('web', { replicas: 0 })];
    expect(await verbs(app)).toMatchObject({
      start: 'available',
      stop: 'It is stopped already.',
      resume: 'No rollout is paused.',
      rollback: 'There is no earlier revision.',
    });
  });

  it('waits for the running operation', async () => {
    const { app, operations } = createHarness();
    operations.list.mockResolvedValue({
      items: [operation({ phase: 'following', outcome: undefined })],
      nextCursor: 'inner',
    });
    expect(await verbs(app)).toMatchObject({
      scale: expect.stringContaining(
        'A restart that mock asked for is running',
      ),
    });
  });
});

describe('the memory of a stop', () => {
  it('comes from the database where the annotation is lost', async () => {
    const { app, reader, operations } = createHarness();
    reader.snapshots = [deployment('web', { replicas: 0 })];
    operations.stopMemories.mockImplementation(
      async ([id]) =>
        new Map([[id, { by: 'user:default/a', at: 'then', replicas: 3 }]]),
    );
    const { body } = await request(app).get(web);
    expect(body.workloads[0].stopped).toEqual({
      by: 'user:default/a',
      at: 'then',
      replicas: 3,
    });
  });
});

describe('related services', () => {
  const entities = [
    component('web', {
      relations: [
        { type: 'ownedBy', targetRef: 'group:default/team-a' },
        { type: 'dependsOn', targetRef: 'component:default/db' },
        { type: 'dependsOn', targetRef: 'component:default/secret' },
        { type: 'providesApi', targetRef: 'api:default/orders' },
      ],
    }),
    component('db'),
    component('secret'),
    component('shop'),
    {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'API',
      metadata: { name: 'orders', namespace: 'default' },
      relations: [
        { type: 'apiConsumedBy', targetRef: 'component:default/shop' },
        { type: 'apiProvidedBy', targetRef: 'component:default/web' },
      ],
    },
  ];

  it('come from dependencies and from APIs; states only of what is readable', async () => {
    const { app, reader } = createHarness({
      entities,
      denied: ['service-manager.service.read component:default/secret'],
    });
    reader.snapshots = ['web', 'db', 'secret', 'shop'].map(name =>
      deployment(name),
    );
    const { body } = await request(app).get(web);
    expect(body.dependsOn).toEqual([
      { entityRef: 'component:default/db', title: 'db', state: 'running' },
      { entityRef: 'component:default/secret', title: 'secret' },
    ]);
    expect(body.dependents).toEqual([
      { entityRef: 'component:default/shop', title: 'shop', state: 'running' },
    ]);
  });
});
