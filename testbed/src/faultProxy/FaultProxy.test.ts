import { waitFor } from '../process';
import {
  call as callAt,
  FakeApi,
  startFakeApi,
  watch as watchAt,
} from './fakeApi';
import { FaultProxy, startFaultProxy } from './FaultProxy';

let api: FakeApi;
let proxy: FaultProxy;

beforeEach(async () => {
  api = await startFakeApi();
  proxy = await startFaultProxy({ url: api.url });
});

afterEach(async () => {
  await proxy.stop();
  await api.stop();
});

const call = (path: string, options?: Parameters<typeof callAt>[1]) =>
  callAt(`${proxy.url}${path}`, options);
const watch = (path = '/api/v1/pods?watch=true') =>
  watchAt(`${proxy.url}${path}`);

describe('fault proxy without rules', () => {
  it('passes a request on with its body, and who asks', async () => {
    const answer = await call(
      '/apis/apps/v1/namespaces/a/deployments/x/scale?dryRun=All',
      {
        method: 'PATCH',
        headers: {
          authorization: 'Bearer mine',
          'impersonate-user': 'ada',
          'content-type': 'application/merge-patch+json',
        },
        body: '{"spec":{"replicas":2}}',
      },
    );
    expect(answer.status).toBe(200);
    expect(api.seen).toHaveLength(1);
    expect(api.seen[0]).toMatchObject({
      method: 'PATCH',
      url: '/apis/apps/v1/namespaces/a/deployments/x/scale?dryRun=All',
      body: '{"spec":{"replicas":2}}',
    });
    expect(api.seen[0].headers).toMatchObject({
      authorization: 'Bearer mine',
      'impersonate-user': 'ada',
      'content-type': 'application/merge-patch+json',
    });
  });

  it('uses its own token only for a request that brings none', async () => {
    await proxy.stop();
    proxy = await startFaultProxy({ url: api.url, token: 'of-the-proxy' });
    await call('/api/v1/pods');
    await call('/api/v1/pods', { headers: { authorization: 'Bearer mine' } });
    expect(api.seen.map(one => one.headers.authorization)).toEqual([
      'Bearer of-the-proxy',
      'Bearer mine',
    ]);
  });

  it('streams a watch as it comes', async () => {
    const stream = await watch();
    api.send(1);
    await waitFor('the first event', () => stream.lines.length === 1);
    api.send(2);
    await waitFor('the second event', () => stream.lines.length === 2);
    expect(stream.open).toBe(true);
    expect(proxy.openWatches()).toBe(1);
    api.watchers[0].end();
    await expect(stream.ended).resolves.toBe('clean');
  });

  it('ends the watch behind it when the client goes', async () => {
    const stream = await watch();
    const gone = new Promise(resolve => {
      api.watchers[0].on('close', resolve);
    });
    stream.close();
    await gone;
    expect(proxy.openWatches()).toBe(0);
  });

  it('counts by verb and resource, and starts again on reset', async () => {
    await call('/api/v1/pods');
    await call('/api/v1/pods?limit=1');
    await call('/apis/apps/v1/namespaces/a/deployments/x');
    await watch();
    expect(proxy.counts()).toEqual({
      'LIST pods': 2,
      'GET deployments': 1,
      'WATCH pods': 1,
      total: 4,
    });
    proxy.reset();
    expect(proxy.counts()).toEqual({});
  });

  it('records on demand, and never the credential', async () => {
    await call('/api/v1/pods');
    proxy.record(true);
    await call('/api/v1/namespaces/a/configmaps', {
      method: 'POST',
      headers: { authorization: 'Bearer secret', 'x-test': '1' },
      body: '{"data":{}}',
    });
    expect(proxy.recorded()).toHaveLength(1);
    expect(proxy.recorded()[0]).toMatchObject({
      verb: 'CREATE',
      resource: 'configmaps',
      body: '{"data":{}}',
      headers: { 'x-test': '1' },
    });
    expect(JSON.stringify(proxy.recorded())).not.toContain('secret');
  });
});

describe('faults of an answer', () => {
  it('says 410 as a Status', async () => {
    proxy.inject({ match: { verbs: ['LIST'] }, fault: { type: 'gone' } });
    const answer = await call('/api/v1/pods');
    expect(answer.status).toBe(410);
    expect(answer.body).toMatchObject({
      kind: 'Status',
      code: 410,
      reason: 'Expired',
    });
    expect(api.seen).toHaveLength(0);
  });

  it('expires only a list that goes on', async () => {
    proxy.inject({ match: {}, fault: { type: 'expiredContinue' } });
    expect((await call('/api/v1/pods?limit=2')).status).toBe(200);
    const answer = await call('/api/v1/pods?limit=2&continue=abc');
    expect(answer.status).toBe(410);
    expect(answer.body).toMatchObject({
      reason: 'Expired',
      metadata: { continue: 'abc' },
    });
  });

  it('says 429 with Retry-After', async () => {
    proxy.inject({
      match: {},
      fault: { type: 'tooMany', retryAfterSeconds: 7 },
    });
    const answer = await call('/api/v1/pods');
    expect(answer.status).toBe(429);
    expect(answer.headers['retry-after']).toBe('7');
  });

  it('forbids one kind and leaves the others', async () => {
    proxy.inject({
      match: { resources: ['statefulsets'] },
      fault: { type: 'forbidden' },
    });
    const answer = await call('/apis/apps/v1/statefulsets');
    expect(answer.status).toBe(403);
    expect(answer.body.message).toBe(
      'statefulsets.apps is forbidden: User "injected" cannot list resource "statefulsets" in API group "apps" at the cluster scope',
    );
    expect((await call('/apis/apps/v1/deployments')).status).toBe(200);
  });

  it('forbids lists of the whole cluster and leaves those of a namespace', async () => {
    proxy.inject({
      match: { clusterWide: true },
      fault: { type: 'forbidden' },
    });
    expect((await call('/api/v1/pods')).status).toBe(403);
    expect((await call('/api/v1/namespaces/a/pods')).status).toBe(200);
  });

  it('skips, suffers a few times, and is used up', async () => {
    proxy.inject({
      match: {},
      fault: { type: 'status', code: 503 },
      skip: 1,
      times: 2,
    });
    const codes = [];
    for (let i = 0; i < 5; i++) {
      codes.push((await call('/api/v1/pods')).status);
    }
    expect(codes).toEqual([200, 503, 503, 200, 200]);
  });

  it('heals', async () => {
    const remove = proxy.inject({
      match: {},
      fault: { type: 'status', code: 500 },
    });
    expect((await call('/api/v1/pods')).status).toBe(500);
    remove();
    expect((await call('/api/v1/pods')).status).toBe(200);
    proxy.use([{ match: {}, fault: { type: 'status', code: 502 } }]);
    expect((await call('/api/v1/pods')).status).toBe(502);
    proxy.heal();
    expect((await call('/api/v1/pods')).status).toBe(200);
  });

  it('answers late', async () => {
    proxy.inject({ match: {}, fault: { type: 'slow', delayMillis: 120 } });
    const start = performance.now();
    expect((await call('/api/v1/pods')).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(115);
  });

  it('drops a request before the API server sees it', async () => {
    proxy.inject({ match: {}, fault: { type: 'drop' } });
    await expect(call('/api/v1/pods')).rejects.toThrow();
    expect(api.seen).toHaveLength(0);
  });

  it('loses the answer of a write that the API server has done', async () => {
    proxy.inject({
      match: { verbs: ['PATCH'] },
      fault: { type: 'loseAnswer' },
    });
    await expect(
      call('/apis/apps/v1/namespaces/a/deployments/x', {
        method: 'PATCH',
        body: '{}',
      }),
    ).rejects.toThrow();
    expect(api.seen).toHaveLength(1);
  });

  it('breaks the connection when nobody is behind it', async () => {
    await api.stop();
    await expect(call('/api/v1/pods')).rejects.toThrow();
  });
});
