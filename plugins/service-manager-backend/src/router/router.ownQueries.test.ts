import { mockCredentials } from '@backstage/backend-test-utils';
import {
  serviceLogsQueryPermission,
  serviceMetricsQueryPermission,
} from '@vtasker/backstage-plugin-service-manager-common';
import request from 'supertest';
import { FakeLoki } from '../logs/__testUtils__/FakeLoki';
import { lokiUpstream } from '../logs/__testUtils__/lokiSource';
import { RecordingProxy } from '../metrics/__testUtils__/RecordingProxy';
import { createStreamServices } from '../services';
import { createHarness } from '../services/__testUtils__/harness';

const web = '/api/service-manager/v1/services/default/component/web';
const logql = '{container=~".+"}';
const rawLogs = ['', '/volume', '/stream', '/download'].map(
  path => `${web}/logs${path}?${new URLSearchParams({ logql })}`,
);
const rawMetrics = `${web}/metrics/query?query=up`;

/** Who may write queries is told, and kept to whatever the page makes of it. */
describe("queries of one's own", () => {
  let loki: FakeLoki;
  let prometheus: RecordingProxy;

  beforeAll(async () => {
    loki = await FakeLoki.start();
    prometheus = await RecordingProxy.start('http://127.0.0.1:1');
    prometheus.instead = (_, response) => {
      response.end(
        JSON.stringify({
          status: 'success',
          data: { resultType: 'matrix', result: [] },
        }),
      );
      return true;
    };
  });
  afterAll(async () => {
    await loki?.stop();
    await prometheus?.stop();
  });
  beforeEach(() => {
    loki.queries.length = 0;
    prometheus.queries.length = 0;
  });

  const create = (denied: string[] = [], queriesPerMinute?: number) =>
    createHarness({
      denied,
      queriesPerMinute,
      loki: [lokiUpstream(loki.url)],
      config: { 'service-manager': { prometheus: { url: prometheus.url } } },
    });

  it('the sources of logs say whether one may: allowed, denied, nothing to ask', async () => {
    const mayQuery = async ({ app, logs }: ReturnType<typeof create>) => {
      const { body } = await request(app)
        .get(`${web}/logs/sources`)
        .expect(200);
      logs.stop();
      return body.mayQuery;
    };
    await expect(mayQuery(create())).resolves.toBe(true);
    for (const denied of [
      serviceLogsQueryPermission.name,
      `${serviceLogsQueryPermission.name} component:default/web`,
    ]) {
      await expect(mayQuery(create([denied]))).resolves.toBe(false);
    }
    // Of another service, or of the other language, it says nothing.
    for (const denied of [
      serviceMetricsQueryPermission.name,
      `${serviceLogsQueryPermission.name} component:default/other`,
    ]) {
      await expect(mayQuery(create([denied]))).resolves.toBe(true);
    }
    await expect(mayQuery(createHarness())).resolves.toBeUndefined();
  });

  it('the metrics hold their PromQL for those who may write it, and for nobody else', async () => {
    const queries = async (denied: string[]) => {
      const { body } = await request(create(denied).app)
        .get(`${web}/metrics?panels=cpu`)
        .expect(200);
      expect(body.source).toBe('prometheus');
      return body.panels[0].queries;
    };
    await expect(queries([])).resolves.toContainEqual(
      expect.stringContaining('container_cpu_usage_seconds_total'),
    );
    await expect(
      queries([serviceMetricsQueryPermission.name]),
    ).resolves.toBeUndefined();
  });

  it.each([
    ['LogQL', serviceLogsQueryPermission, rawLogs],
    ['PromQL', serviceMetricsQueryPermission, [rawMetrics]],
  ])(
    'who asks %s without having been offered it is refused with the reason, and nothing is asked',
    async (_, { name }, paths) => {
      const { app, auditEvents } = create([`${name} component:default/web`]);
      for (const path of paths) {
        const { body } = await request(app).get(path).expect(403);
        expect(body.error).toMatchObject({
          code: 'NOT_ALLOWED',
          message: `user:default/mock has no permission ${name} on component:default/web.`,
          nextStep: 'Ask its owner, team-a.',
        });
      }
      expect(loki.queries).toEqual([]);
      expect(prometheus.queries).toEqual([]);
      expect(auditEvents.map(({ ended }) => ended)).toEqual(
        paths.map(() => 'fail'),
      );
    },
  );

  it('who may is answered, out of the pods of the service alone', async () => {
    const { app, logs } = create();
    await request(app).get(rawLogs[0]).expect(200);
    await request(app).get(rawMetrics).expect(200);
    expect(loki.queries.join()).toContain('namespace="shop"');
    expect(prometheus.promql).toEqual([
      expect.stringMatching(/^up\{namespace="shop",pod=~"web-.*"\}$/),
    ]);
    logs.stop();
  });

  it('only so many a minute, of both languages together; what the page asks by itself is not among them', async () => {
    const { app, logs } = create([], 2);
    await request(app).get(rawLogs[0]).expect(200);
    await request(app).get(rawMetrics).expect(200);
    loki.queries.length = 0;
    prometheus.queries.length = 0;
    for (const path of [...rawLogs, rawMetrics]) {
      const { body, headers } = await request(app).get(path).expect(429);
      expect(headers['retry-after']).toBe('30');
      expect(body.error).toMatchObject({
        code: 'TOO_MANY_QUERIES',
        nextStep:
          'Try again in 30 s. The limit is service-manager.limits.queriesPerMinute in the configuration.',
      });
    }
    expect(loki.queries).toEqual([]);
    expect(prometheus.queries).toEqual([]);
    await request(app).get(`${web}/logs`).expect(200);
    await request(app).get(`${web}/metrics?panels=cpu`).expect(200);
    logs.stop();
  });

  it('a stream of LogQL is looked at again without being counted', async () => {
    const { context } = create([], 1);
    const { log, check } = await createStreamServices(context).streamLogs({
      credentials: mockCredentials.user(),
      input: {
        params: { namespace: 'default', kind: 'component', name: 'web' },
        query: { logql },
      },
    });
    for (let i = 0; i < 3; i++) await expect(check()).resolves.toBeUndefined();
    log.close();
    context.logs.stop();
  });
});
