import http from 'http';
import {
  Scripted,
  createCluster,
  errorOf,
  hangUp,
  ok,
  silent,
  status,
} from './__testUtils__/scripted';
import type { HttpClusterOptions } from './HttpCluster';

describe('HttpCluster', () => {
  const server = new Scripted();
  let url: string;
  let agent: http.Agent;

  beforeAll(async () => {
    url = await server.listen();
  });

  beforeEach(() => {
    agent = new http.Agent({ keepAlive: true });
    server.requests.length = 0;
    server.bodies.length = 0;
  });

  afterEach(() => agent.destroy());
  afterAll(() => server.close());

  const create = (options?: Partial<HttpClusterOptions>) =>
    createCluster(url, agent, options);

  const get = { method: 'GET' as const, path: '/api/v1/pods' };
  const patch = {
    method: 'PATCH' as const,
    path: '/apis/apps/v1/namespaces/a/deployments/b',
    patchType: 'application/merge-patch+json' as const,
    body: { spec: {} },
  };

  it('sends query, body, patch type and credential', async () => {
    server.handlers = [ok({ done: true })];
    const cluster = create({ url: `${url}/k8s/clusters/c1/` });
    expect(
      await cluster.request({
        ...patch,
        query: { dryRun: 'All', force: undefined },
      }),
    ).toEqual({ done: true });
    const [request] = server.requests;
    expect(request.url).toBe(
      '/k8s/clusters/c1/apis/apps/v1/namespaces/a/deployments/b?dryRun=All',
    );
    expect(request.headers).toMatchObject({
      authorization: 'Bearer s3cr3t',
      'content-type': 'application/merge-patch+json',
    });
    expect(server.bodies).toEqual(['{"spec":{}}']);
    expect(cluster.connection()).toMatchObject({
      state: 'connected',
      breakerOpen: false,
    });
  });

  it.each([429, 500, 503])('asks again after %s', async code => {
    server.handlers = [status(code), status(code), ok({ items: [] })];
    await create().request(get);
    expect(server.requests.length).toBe(3);
  });

  it('asks again when the connection broke', async () => {
    server.handlers = [hangUp, ok({})];
    await create().request(get);
    expect(server.requests.length).toBe(2);
  });

  it.each([
    ['500', status(500)],
    ['a broken connection', hangUp],
  ])('sends a write only once after %s', async (_, handler) => {
    server.handlers = [handler];
    await errorOf(create().request(patch));
    expect(server.requests.length).toBe(1);
  });

  it('sends a write again after 429, which the server has not acted on', async () => {
    server.handlers = [status(429), ok({})];
    await create().request(patch);
    expect(server.requests.length).toBe(2);
  });

  it('waits as long as Retry-After says', async () => {
    const started = performance.now();
    server.handlers = [status(429, {}, { 'Retry-After': '1' }), ok({})];
    await create().request(get);
    // A timer may fire a moment early; of itself it would wait milliseconds.
    expect(performance.now() - started).toBeGreaterThan(900);
  });

  it('does not wait for what lies past the time-out, but says how long', async () => {
    server.handlers = [status(429, {}, { 'Retry-After': '60' })];
    const error = await errorOf(create().request(get));
    expect(server.requests.length).toBe(1);
    expect(error).toMatchObject({ status: 429, retryAfterSeconds: 60 });
  });

  it('does not ask again after 404 or 409', async () => {
    server.handlers = [status(404, { reason: 'NotFound' })];
    expect(await errorOf(create().request(get))).toMatchObject({
      status: 404,
      reason: 'NotFound',
    });
    expect(server.requests.length).toBe(1);
  });

  it('maps the causes of a Status', async () => {
    server.handlers = [
      status(422, {
        reason: 'Invalid',
        message: 'Deployment "b" is invalid',
        details: {
          causes: [
            {
              field: 'spec.replicas',
              reason: 'FieldValueInvalid',
              message: 'must be >= 0',
            },
          ],
        },
      }),
    ];
    expect(await errorOf(create().request(patch))).toMatchObject({
      status: 422,
      reason: 'Invalid',
      message: 'Deployment "b" is invalid',
      causes: [
        {
          field: 'spec.replicas',
          reason: 'FieldValueInvalid',
          message: 'must be >= 0',
        },
      ],
    });
  });

  it('names what is in between when the answer is no Status', async () => {
    server.handlers = [
      (_, response) => {
        response.writeHead(400);
        response.end('<html>bad\n gateway</html>');
      },
    ];
    expect((await errorOf(create().request(get))).message).toBe(
      "cluster 'eu' answered 400: <html>bad gateway</html>",
    );
  });

  it('gives up after the time for the whole request, and says so', async () => {
    server.handlers = [silent];
    const cluster = create();
    expect(
      await errorOf(cluster.request({ ...get, timeoutMs: 50 })),
    ).toMatchObject({ status: 0, reason: 'Timeout' });
    expect(cluster.connection()).toMatchObject({ state: 'unreachable' });
  });

  it('ends at once when the caller gives up, and holds it against nobody', async () => {
    server.handlers = [silent];
    const cluster = create();
    const caller = new AbortController();
    const pending = errorOf(cluster.request({ ...get, signal: caller.signal }));
    caller.abort();
    expect((await pending).reason).toBe('Aborted');
    expect(cluster.connection()).toMatchObject({ state: 'unknown' });
  });

  it('opens the breaker after failures in a row, and closes it by itself', async () => {
    server.handlers = [status(503)];
    const cluster = create({ timings: { attempts: 1, breakAfter: 2 } });
    await errorOf(cluster.request(get));
    await errorOf(cluster.request(get));
    const error = await errorOf(cluster.request(get));
    expect(error).toMatchObject({ status: 0, reason: 'CircuitOpen' });
    expect(server.requests.length).toBe(2);
    expect(cluster.connection()).toMatchObject({
      state: 'unreachable',
      breakerOpen: true,
    });
    server.handlers = [ok({})];
    for (;;) {
      // The breaker's own clock decides; every call before fails at once.
      const result = await cluster.request(get).catch(() => 'open');
      if (result !== 'open') break;
      await new Promise(resolve => setImmediate(resolve));
    }
    expect(cluster.connection()).toMatchObject({ state: 'connected' });
  });

  it('never opens the breaker for what the request is to blame for', async () => {
    server.handlers = [status(403)];
    const cluster = create({ timings: { breakAfter: 1 } });
    await errorOf(cluster.request(get));
    await errorOf(cluster.request(get));
    expect(server.requests.length).toBe(2);
  });

  it('names the person on writes, and only where the cluster wants it', async () => {
    const onBehalfOf = {
      user: 'user:default/ada',
      groups: ['group:default/a', 'group:default/b'],
    };
    server.handlers = [ok({})];
    await create({ impersonate: true }).request({ ...patch, onBehalfOf });
    await create({ impersonate: true }).request({ ...get, onBehalfOf });
    await create().request({ ...patch, onBehalfOf });
    const [written, read, plain] = server.requests;
    expect(written.headers['impersonate-user']).toBe('user:default/ada');
    expect(
      written.rawHeaders.filter(
        (_, i, all) => all[i - 1] === 'Impersonate-Group',
      ),
    ).toEqual(onBehalfOf.groups);
    expect(read.headers).not.toHaveProperty('impersonate-user');
    expect(plain.headers).not.toHaveProperty('impersonate-user');
  });

  it('never repeats the credential in an error', async () => {
    const cluster = create({
      url: 'http://127.0.0.1:1',
      connect: () => ({
        agent: Object.assign(new http.Agent(), {
          createConnection() {
            throw new Error('cannot send Bearer s3cr3t there');
          },
        }),
        headers: { Authorization: 'Bearer s3cr3t' },
      }),
      timings: { attempts: 1 },
    });
    const error = await errorOf(cluster.request(get));
    expect(error.message).toContain('cannot send');
    expect(JSON.stringify([error, error.message, error.stack])).not.toContain(
      's3cr3t',
    );
    expect(error.cause).toBeUndefined();
    expect(JSON.stringify(cluster.connection())).not.toContain('s3cr3t');
  });
});
