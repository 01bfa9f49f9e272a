import {
  errorCodes,
  KUBERNETES_ID_ANNOTATION,
  serviceLogsReadPermission,
  serviceMetricsReadPermission,
} from '@vtasker/backstage-plugin-service-manager-common';
import request from 'supertest';
import { UpstreamError } from '../upstreams';
import type { Pod } from '../workloads';
import {
  component,
  createHarness,
  deployment,
  NOW,
} from '../services/__testUtils__/harness';

const base = '/api/service-manager/v1';
const metrics = `${base}/services/default/Component/web/metrics`;

function pod(name: string, owner: string): Pod {
  return {
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: '2026-02-01T12:00:00Z',
      labels: { [KUBERNETES_ID_ANNOTATION]: owner },
      ownerReferences: [
        { kind: 'Deployment', name: owner, uid: 'x', controller: true },
      ],
    },
    spec: {
      containers: [
        {
          name: 'web',
          image: 'web:1.0.0',
          resources: { requests: { cpu: '250m' }, limits: { cpu: '1' } },
        },
      ],
    },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

function setUp(options: Parameters<typeof createHarness>[0] = {}) {
  const harness = createHarness(options);
  harness.reader.snapshots = ['web', 'shop'].map(name => ({
    ...deployment(name),
    pods: [pod(`${name}-1`, name)],
  }));
  harness.sampler.sample('local', {
    state: 'read',
    at: NOW,
    table: new Map([
      [
        'shop',
        new Map([
          ['web-1', { cpu: 0.5, memory: 1000, at: '' }],
          ['shop-1', { cpu: 0.25, memory: 500, at: '' }],
        ]),
      ],
    ]),
  });
  return harness;
}

describe('metrics over HTTP', () => {
  it('answers with values, requests and limits on one grid', async () => {
    const { app } = setUp();
    const { body } = await request(app)
      .get(metrics)
      .query({ panels: 'cpu,latency', from: '2026-03-01T11:59:10Z' })
      .expect(200);
    expect(body).toMatchObject({
      source: 'metrics-api',
      from: '2026-03-01T11:59:00.000Z',
      stepSeconds: 30,
      steps: 3,
      coveredFrom: '2026-03-01T12:00:00.000Z',
      markers: [],
    });
    expect(body.panels[0]).toMatchObject({
      id: 'cpu',
      unit: 'cores',
      series: [
        { role: 'value', values: [null, null, 0.5] },
        { role: 'request', values: [0.25, 0.25, 0.25] },
        { role: 'limit', values: [1, 1, 1] },
      ],
    });
    expect(body.panels[1].empty.why).toContain('CPU and memory only');
  });

  it.each([
    [0, 5],
    [4, 5],
    [7, 15],
    [28, 30],
    // Half an hour is 64 rounds, of which some come late.
    [32, 30],
  ])(
    'a range that nobody chose holds what is held: of %i minutes the last %i',
    async (held, shown) => {
      const { app, clock } = setUp();
      const now = NOW.getTime() + held * 60_000;
      clock.mockReturnValue(new Date(now));
      const answer = async (query: object) => {
        const { body } = await request(app)
          .get(metrics)
          .query({ panels: 'cpu', ...query })
          .expect(200);
        const end = Date.parse(body.from) + (body.steps - 1) * 30_000;
        expect(end).toBe(now);
        return (now - Date.parse(body.from)) / 60_000;
      };
      expect(await answer({})).toBe(shown);
      // One that was chosen stays.
      const from = new Date(now - 60 * 60_000).toISOString();
      expect(await answer({ from })).toBe(60);
      expect(await answer({ until: new Date(now).toISOString() })).toBe(60);
    },
  );

  it('a range that nobody chose is an hour where Prometheus holds more', async () => {
    const { app } = setUp({
      config: {
        'service-manager': { prometheus: { url: 'http://127.0.0.1:1' } },
      },
    });
    const { body } = await request(app).get(metrics).expect(200);
    expect(body.from).toBe('2026-03-01T11:00:00.000Z');
    expect(body.coveredFrom).toBe(NOW.toISOString());
  });

  it('marks operations, and the end of what crashed', async () => {
    const { app, operations, reader } = setUp();
    const [web] = reader.snapshots;
    web.pods[0].status.containerStatuses = [
      {
        name: 'web',
        ready: true,
        restartCount: 1,
        lastState: {
          terminated: {
            exitCode: 137,
            reason: 'OOMKilled',
            finishedAt: '2026-03-01T11:50:00Z',
          },
        },
      },
    ];
    const [made] = (await operations.list('', {})).items;
    operations.list.mockResolvedValue({
      items: [{ ...made, createdAt: '2026-03-01T11:40:00Z' }],
      nextCursor: 'inner',
    });
    const { body } = await request(app)
      .get(metrics)
      .query({ from: '2026-03-01T11:00:00Z' })
      .expect(200);
    expect(body.markers).toEqual([
      {
        at: '2026-03-01T11:40:00Z',
        kind: 'operation',
        label: 'restart',
        operationId: 'op-1',
      },
      {
        at: '2026-03-01T11:50:00Z',
        kind: 'restart',
        label: 'web-1/web: OOMKilled, exit code 137',
      },
    ]);
  });

  it('marks what has only just begun', async () => {
    const { app, clock, operations } = setUp();
    const [made] = (await operations.list('', {})).items;
    const createdAt = new Date(NOW.getTime() + 500).toISOString();
    operations.list.mockResolvedValue({
      items: [{ ...made, createdAt }],
      nextCursor: 'inner',
    });
    clock.mockReturnValue(new Date(NOW.getTime() + 700));
    const { body } = await request(app).get(metrics).expect(200);
    expect(body.markers).toMatchObject([{ at: createdAt }]);
  });

  it('has an ETag: the same question within a step is answered with 304', async () => {
    const { app, clock } = setUp();
    const { headers } = await request(app).get(metrics).expect(200);
    clock.mockReturnValue(new Date(NOW.getTime() + 5_000));
    const again = await request(app)
      .get(metrics)
      .set('If-None-Match', headers.etag);
    expect(again.status).toBe(304);
  });

  it.each([
    ['from', '2026-03-01T12:00:00Z', 'until', '2026-03-01T11:00:00Z'],
    ['from', '2024-12-31T00:00:00Z', 'until', '2026-03-01T11:00:00Z'],
    ['from', '2026-03-02T12:00:00Z'],
    ['from', 'yesterday'],
    ['from', '2026-03-01\u0000'],
    ['until', '2026-03-01T11:00:00Z\u202e'],
    ['points', '9'],
    ['points', '2001'],
    ['points', '10.5'],
    ['by', 'namespace'],
    ['panels', 'cpu,"; drop'],
    ['panels', 'cpu\u0000'],
    ['cluster', 'other'],
  ])('names the field of bad input: %s=%s', async (name, value, ...more) => {
    const { app } = setUp();
    const [other, otherValue] = more;
    const { body } = await request(app)
      .get(metrics)
      .query({ [name]: value, ...(other && { [other]: otherValue }) })
      .expect(400);
    expect(body.error.field).toMatch(/^query\./);
    expect([`query.${name}`, `query.${other}`]).toContain(body.error.field);
    expect(body.error.nextStep).toBeTruthy();
  });

  it('needs a permission of its own', async () => {
    const { app } = setUp({ denied: [serviceMetricsReadPermission.name] });
    const { body } = await request(app).get(metrics).expect(403);
    expect(body.error.code).toBe(errorCodes.notAllowed);
  });

  it('draws small curves of what the caller may read, and of nothing else', async () => {
    const { app } = setUp({
      entities: [component('web'), component('shop')],
      denied: [`${serviceMetricsReadPermission.name} component:default/shop`],
    });
    const { body } = await request(app).get(`${base}/trends`).expect(200);
    expect(body).toMatchObject({ stepSeconds: 60, steps: 31 });
    expect(Object.keys(body.items)).toEqual(['component:default/web']);
    expect(body.items['component:default/web'].cpu.at(-1)).toBe(0.5);
    expect(body.notices.at(-1)).toContain('on 1 of');
  });

  it('counts error lines where somebody counts them, for those who may read logs', async () => {
    const countErrorLines = jest.fn(
      async () =>
        new Map([
          ['shop/web-1', 7],
          ['other/web-1', 100],
        ]),
    );
    const options = {
      entities: [component('web'), component('shop')],
      countErrorLines,
    };
    const { app } = setUp(options);
    const { body } = await request(app).get(`${base}/trends`).expect(200);
    expect(body.items['component:default/web'].errorLines).toBe(7);
    expect(body.items['component:default/shop'].errorLines).toBe(0);
    await request(app).get(`${base}/trends`).expect(200);
    expect(countErrorLines.mock.calls).toEqual([
      ['local', { sinceSeconds: 1800 }],
    ]);
    const denied = setUp({
      ...options,
      denied: [`${serviceLogsReadPermission.name} component:default/web`],
    });
    const { body: without } = await request(denied.app).get(`${base}/trends`);
    expect(without.items['component:default/web'].errorLines).toBeUndefined();
    expect(without.items['component:default/web'].cpu).toBeDefined();
    expect(without.items['component:default/shop'].errorLines).toBe(0);
  });

  it.each([
    [undefined, 'No Loki counts the error lines of local.'],
    [new UpstreamError('busy', 'Loki is busy.'), 'Loki is busy.'],
  ])('error lines that are not known are not 0', async (failure, notice) => {
    const { app } = setUp({
      countErrorLines: async () => {
        if (failure) throw failure;
        return undefined;
      },
    });
    const { body } = await request(app).get(`${base}/trends`).expect(200);
    expect(body.items['component:default/web'].errorLines).toBeUndefined();
    expect(body.notices).toEqual([notice]);
  });

  it('asks the policy once for many looks at the curves of one list', async () => {
    const { app, permissions } = setUp({
      denied: [`${serviceMetricsReadPermission.name} component:default/shop`],
    });
    await request(app).get(`${base}/trends`).expect(200);
    const { length } = permissions.authorize.mock.calls;
    for (let i = 0; i < 5; i++) await request(app).get(`${base}/trends`);
    expect(permissions.authorize.mock.calls).toHaveLength(length);
    expect(length).toBeGreaterThan(0);
  });

  it('draws only the curves that are asked for', async () => {
    const { app } = setUp({ entities: [component('web'), component('shop')] });
    const { body } = await request(app)
      .get(`${base}/trends`)
      .query({ refs: 'Component:default/shop,component:default/unknown' })
      .expect(200);
    expect(Object.keys(body.items)).toEqual(['component:default/shop']);
    const refs = Array.from({ length: 501 }, (_, i) => `component:a/${i}`);
    const { body: bad } = await request(app)
      .get(`${base}/trends`)
      .query({ refs: refs.join(',') })
      .expect(400);
    expect(bad.error.field).toBe('query.refs');
  });

  it.each([
    ['query', 'up{'],
    ['query', 'up{a="\u0000"}'],
    ['query', ''],
    ['query', 'x'.repeat(5001)],
    ['from', 'yesterday'],
    ['points', '0'],
    ['namespace', 'other'],
  ])('names the field of a bad query of one’s own: %s', async (name, value) => {
    const { app } = setUp();
    const { body } = await request(app)
      .get(`${metrics}/query`)
      .query({ query: 'up', [name]: value })
      .expect(400);
    expect(body.error.field).toBe(`query.${name}`);
  });

  it('says that a query of one’s own needs a Prometheus', async () => {
    const { app } = setUp();
    const { body } = await request(app)
      .get(`${metrics}/query`)
      .query({ query: 'up' })
      .expect(422);
    expect(body.error.message).toContain('No Prometheus is configured');
    expect(body.error.nextStep).toContain('service-manager.prometheus');
  });
});
