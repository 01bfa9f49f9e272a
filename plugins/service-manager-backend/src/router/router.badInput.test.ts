import request from 'supertest';
import { createHarness } from '../services/__testUtils__/harness';

const base = '/api/service-manager/v1';
const web = `${base}/services/default/component/web`;
const run = `${web}/operations`;

interface Row {
  title: string;
  method?: 'get' | 'post';
  path: string;
  body?: unknown;
  status: number;
  code: string;
  field: string;
}

const rows: Row[] = [
  {
    title: 'an unknown entity',
    path: `${base}/services/default/component/nope`,
    status: 404,
    code: 'ENTITY_NOT_FOUND',
    field: 'entityRef',
  },
  {
    title: 'a kind that does not exist',
    path: `${base}/services/default/spaceship/web`,
    status: 404,
    code: 'ENTITY_NOT_FOUND',
    field: 'entityRef',
  },
  {
    title: 'a name that is too long',
    path: `${base}/services/default/component/${'a'.repeat(64)}`,
    status: 400,
    code: 'INVALID_FIELD',
    field: 'path.name',
  },
  {
    title: 'a path with a broken escape',
    path: `${base}/services/default/component/%E0%A4%A`,
    status: 400,
    code: 'INVALID_FIELD',
    field: 'path',
  },
  {
    title: 'an unknown route',
    path: `${base}/nope`,
    status: 404,
    code: 'UNKNOWN_ROUTE',
    field: 'path',
  },
  {
    title: 'an unknown query parameter',
    path: `${base}/services?cluster=prod`,
    status: 400,
    code: 'UNKNOWN_FIELD',
    field: 'query.cluster',
  },
  {
    title: 'a limit of 0',
    path: `${base}/services?limit=0`,
    status: 400,
    code: 'INVALID_FIELD',
    field: 'query.limit',
  },
  {
    title: 'a limit of ten million',
    path: `${base}/services?limit=10000000`,
    status: 400,
    code: 'INVALID_FIELD',
    field: 'query.limit',
  },
  {
    title: 'a limit given twice',
    path: `${base}/services?limit=1&limit=2`,
    status: 400,
    code: 'INVALID_FIELD',
    field: 'query.limit',
  },
  {
    title: 'an unknown state',
    path: `${base}/services?state=running,happy`,
    status: 400,
    code: 'INVALID_FIELD',
    field: 'query.state',
  },
  {
    title: 'an unknown order',
    path: `${base}/services?orderBy=luck`,
    status: 400,
    code: 'INVALID_FIELD',
    field: 'query.orderBy',
  },
  {
    title: 'an unknown field of the answer',
    path: `${base}/services?fields=title,secret`,
    status: 400,
    code: 'UNKNOWN_FIELD',
    field: 'query.fields',
  },
  {
    title: 'a cursor that is nonsense',
    path: `${base}/services?cursor=nonsense`,
    status: 400,
    code: 'INVALID_CURSOR',
    field: 'query.cursor',
  },
  {
    title: 'an unknown operation',
    path: `${base}/operations/nope`,
    status: 404,
    code: 'OPERATION_NOT_FOUND',
    field: 'id',
  },
  {
    title: 'a body without a verb',
    method: 'post',
    path: run,
    body: { parameters: {} },
    status: 400,
    code: 'INVALID_FIELD',
    field: 'verb',
  },
  {
    title: 'a verb that does not exist',
    method: 'post',
    path: run,
    body: { verb: 'explode', parameters: {} },
    status: 400,
    code: 'INVALID_FIELD',
    field: 'verb',
  },
  {
    title: 'negative replicas',
    method: 'post',
    path: run,
    body: { verb: 'scale', parameters: { replicas: -1 } },
    status: 400,
    code: 'INVALID_FIELD',
    field: 'parameters.replicas',
  },
  {
    title: 'huge replicas',
    method: 'post',
    path: run,
    body: { verb: 'scale', parameters: { replicas: 1_000_000_000 } },
    status: 400,
    code: 'INVALID_FIELD',
    field: 'parameters.replicas',
  },
  {
    title: 'half a replica',
    method: 'post',
    path: run,
    body: { verb: 'scale', parameters: { replicas: 1.5 } },
    status: 400,
    code: 'INVALID_FIELD',
    field: 'parameters.replicas',
  },
  {
    title: 'replicas as text',
    method: 'post',
    path: run,
    body: { verb: 'scale', parameters: { replicas: '2' } },
    status: 400,
    code: 'INVALID_FIELD',
    field: 'parameters.replicas',
  },
  {
    title: 'a time to come back that is no time',
    method: 'post',
    path: run,
    body: { verb: 'stop', parameters: { until: 'tomorrow' } },
    status: 400,
    code: 'INVALID_FIELD',
    field: 'parameters.until',
  },
  {
    title: 'a deploy without images',
    method: 'post',
    path: run,
    body: { verb: 'deploy', parameters: { images: [] } },
    status: 400,
    code: 'INVALID_FIELD',
    field: 'parameters.images',
  },
  {
    title: 'an image of the wrong type',
    method: 'post',
    path: run,
    body: { verb: 'deploy', parameters: { images: [{ image: 7 }] } },
    status: 400,
    code: 'INVALID_FIELD',
    field: 'parameters.images[0].image',
  },
  {
    title: 'a revision of 0',
    method: 'post',
    path: run,
    body: { verb: 'rollback', parameters: { revision: 0 } },
    status: 400,
    code: 'INVALID_FIELD',
    field: 'parameters.revision',
  },
  {
    title: 'an unknown field in the body',
    method: 'post',
    path: run,
    body: { verb: 'restart', parameters: {}, force: true },
    status: 400,
    code: 'UNKNOWN_FIELD',
    field: 'force',
  },
  {
    title: 'an unknown field deep in the body',
    method: 'post',
    path: run,
    body: { verb: 'restart', parameters: { namespace: 'kube-system' } },
    status: 400,
    code: 'UNKNOWN_FIELD',
    field: 'parameters.namespace',
  },
  {
    title: 'a body where none belongs',
    method: 'post',
    path: `${base}/operations/op-1/cancel`,
    body: { cluster: 'prod' },
    status: 400,
    code: 'UNKNOWN_FIELD',
    field: 'cluster',
  },
  {
    title: 'a body that is a list',
    method: 'post',
    path: run,
    body: [],
    status: 400,
    code: 'INVALID_FIELD',
    field: 'body',
  },
  {
    title: 'a reason of 10,000 characters',
    method: 'post',
    path: run,
    body: { verb: 'restart', parameters: {}, reason: 'x'.repeat(10_000) },
    status: 400,
    code: 'INVALID_FIELD',
    field: 'reason',
  },
];

describe('bad input', () => {
  it.each(rows)('$title', async row => {
    const { app, operations } = createHarness();
    const pending =
      row.method === 'post'
        ? request(app)
            .post(row.path)
            .send(row.body as object)
        : request(app).get(row.path);
    const { status, body } = await pending;
    expect(body.error).toMatchObject({ code: row.code, field: row.field });
    expect(status).toBe(row.status);
    expect(body.response).toEqual({ statusCode: row.status });
    expect(body.error.message).toMatch(/\.$/);
    expect(body.error.nextStep).toMatch(/\.$/);
    expect(body.error.stack).toBeUndefined();
    for (const act of ['preview', 'run', 'cancel', 'undo'] as const) {
      expect(operations[act]).not.toHaveBeenCalled();
    }
  });

  it('a body of 10 MB', async () => {
    const { app } = createHarness();
    const { status, body } = await request(app)
      .post(run)
      .send({ verb: 'restart', parameters: {}, reason: 'x'.repeat(10 << 20) });
    expect(status).toBe(413);
    expect(body.error).toMatchObject({
      code: 'BODY_TOO_LARGE',
      field: 'body',
      message: 'The body is larger than 102400 bytes.',
    });
  });

  it('a body that is not JSON', async () => {
    const { app } = createHarness();
    const { status, body } = await request(app)
      .post(run)
      .set('Content-Type', 'application/json')
      .send('{"verb":');
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'INVALID_FIELD', field: 'body' });
  });

  it('a body that is not declared to be JSON', async () => {
    const { app } = createHarness();
    const { status, body } = await request(app)
      .post(run)
      .set('Content-Type', 'text/plain')
      .send('{"verb":"restart","parameters":{}}');
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 'INVALID_FIELD',
      field: 'Content-Type',
    });
  });

  it.each(['', 'a b', 'ü', 'x'.repeat(201)])(
    'the Idempotency-Key "%s"',
    async key => {
      const { app, operations } = createHarness();
      const { status, body } = await request(app)
        .post(run)
        .set('Idempotency-Key', key)
        .send({ verb: 'restart', parameters: {} });
      expect(status).toBe(400);
      expect(body.error).toMatchObject({
        code: 'INVALID_FIELD',
        field: 'Idempotency-Key',
      });
      expect(operations.run).not.toHaveBeenCalled();
    },
  );

  it('an entity without annotations: the next step is told', async () => {
    const { app } = createHarness({
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'web', namespace: 'default' },
        },
      ],
    });
    const shown = await request(app).get(web);
    expect(shown.status).toBe(200);
    expect(shown.body.status.state).toBe('unknown');
    expect(shown.body.problem.code).toBe('no-annotation');
    const acted = await request(app)
      .post(run)
      .send({ verb: 'restart', parameters: {} });
    expect(acted.status).toBe(422);
    expect(acted.body.error).toMatchObject({
      code: 'NO_WORKLOADS',
      nextStep: 'Add the annotation.',
    });
  });

  it('a selector that matches nothing: the labels are told', async () => {
    const { app, reader } = createHarness();
    reader.snapshots = [];
    const { body } = await request(app).get(web);
    expect(body.problem).toMatchObject({
      code: 'no-match',
      message: expect.stringContaining('backstage.io/kubernetes-id=web'),
      snippet: expect.stringContaining('backstage.io/kubernetes-id: web'),
    });
  });

  it('a cluster that was not read yet is no fault of the annotations', async () => {
    const { app, reader } = createHarness();
    reader.snapshots = [];
    reader.clusters = [{ ...reader.clusters[0], state: 'syncing' }];
    const { body } = await request(app).get(web);
    expect(body.problem).toBeUndefined();
    expect(body.status).toMatchObject({
      state: 'unknown',
      reason: 'ClusterNotRead',
    });
  });

  it('tells nothing of an unexpected error but its reference', async () => {
    const { app, operations, logger } = createHarness();
    operations.run.mockRejectedValue(
      new Error('password=hunter2 at /srv/x.ts'),
    );
    const { status, body } = await request(app)
      .post(run)
      .send({ verb: 'restart', parameters: {} });
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toMatch(/hunter2|x\.ts/);
    expect(body.error.code).toBe('INTERNAL');
    const [logged] = logger.error.mock.calls[0];
    expect(logged).toContain(body.error.reference);
  });
});
