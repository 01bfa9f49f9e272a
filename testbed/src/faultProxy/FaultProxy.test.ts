import {
  createServer,
  IncomingMessage,
  request,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';
import { waitFor } from '../process';
import { FaultProxy, startFaultProxy } from './FaultProxy';

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: any;
}

/** A watch as a client sees it: its lines, and how it ended. */
interface Watch {
  lines: string[];
  ended: Promise<'clean' | 'broken'>;
  open: boolean;
  close(): void;
}

let upstream: Server;
let upstreamUrl: string;
let seen: Seen[];
let watchers: ServerResponse[];
let proxy: FaultProxy;

beforeEach(async () => {
  seen = [];
  watchers = [];
  upstream = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', chunk => chunks.push(chunk));
    incoming.on('end', () => {
      seen.push({
        method: incoming.method!,
        url: incoming.url!,
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
      });
      response.setHeader('content-type', 'application/json');
      if (incoming.url!.includes('watch=true')) {
        response.flushHeaders();
        watchers.push(response);
      } else {
        response.end(JSON.stringify({ kind: 'PodList', items: [] }));
      }
    });
  });
  await new Promise<void>(resolve => {
    upstream.listen(0, '127.0.0.1', resolve);
  });
  upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  proxy = await startFaultProxy({ url: upstreamUrl });
});

afterEach(async () => {
  await proxy.stop();
  upstream.closeAllConnections();
  await new Promise(resolve => {
    upstream.close(resolve);
  });
});

function call(
  path: string,
  options: {
    method?: string;
    headers?: Record<string, string>;
    body?: string;
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${proxy.url}${path}`,
      {
        method: options.method ?? 'GET',
        headers: options.headers,
        agent: false,
      },
      response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            body: JSON.parse(Buffer.concat(chunks).toString()),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

function watch(path = '/api/v1/pods?watch=true'): Promise<Watch> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${proxy.url}${path}`,
      { agent: false },
      response => {
        let text = '';
        const result: Watch = {
          lines: [],
          open: true,
          ended: new Promise(done => {
            response.on('end', () => done('clean'));
            response.on('error', () => done('broken'));
          }),
          close: () => outgoing.destroy(),
        };
        result.ended.then(() => {
          result.open = false;
        });
        response.on('data', chunk => {
          text += chunk;
          result.lines = text.split('\n').filter(Boolean);
        });
        resolve(result);
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

const event = (n: number) => ({
  type: 'MODIFIED',
  object: { metadata: { name: `pod-${n}` } },
});
const send = (...numbers: number[]) =>
  numbers.forEach(n => watchers.at(-1)!.write(`${JSON.stringify(event(n))}\n`));

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
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      method: 'PATCH',
      url: '/apis/apps/v1/namespaces/a/deployments/x/scale?dryRun=All',
      body: '{"spec":{"replicas":2}}',
    });
    expect(seen[0].headers).toMatchObject({
      authorization: 'Bearer mine',
      'impersonate-user': 'ada',
      'content-type': 'application/merge-patch+json',
    });
  });

  it('uses its own token only for a request that brings none', async () => {
    await proxy.stop();
    proxy = await startFaultProxy({ url: upstreamUrl, token: 'of-the-proxy' });
    await call('/api/v1/pods');
    await call('/api/v1/pods', { headers: { authorization: 'Bearer mine' } });
    expect(seen.map(one => one.headers.authorization)).toEqual([
      'Bearer of-the-proxy',
      'Bearer mine',
    ]);
  });

  it('streams a watch as it comes', async () => {
    const stream = await watch();
    send(1);
    await waitFor('the first event', () => stream.lines.length === 1);
    send(2);
    await waitFor('the second event', () => stream.lines.length === 2);
    expect(stream.open).toBe(true);
    expect(proxy.openWatches()).toBe(1);
    watchers[0].end();
    await expect(stream.ended).resolves.toBe('clean');
  });

  it('ends the watch behind it when the client goes', async () => {
    const stream = await watch();
    const gone = new Promise(resolve => {
      watchers[0].on('close', resolve);
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
    expect(seen).toHaveLength(0);
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
    expect(seen).toHaveLength(0);
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
    expect(seen).toHaveLength(1);
  });

  it('breaks the connection when nobody is behind it', async () => {
    upstream.closeAllConnections();
    await new Promise(resolve => {
      upstream.close(resolve);
    });
    await expect(call('/api/v1/pods')).rejects.toThrow();
    await new Promise<void>(resolve => {
      upstream.listen(0, '127.0.0.1', resolve);
    });
  });
});

describe('faults of a watch', () => {
  it('puts 410 into the stream as an ERROR event, after a 200', async () => {
    proxy.inject({
      match: {},
      fault: { type: 'watchError', afterEvents: 1 },
      times: 1,
    });
    const stream = await watch();
    send(1, 2);
    await expect(stream.ended).resolves.toBe('clean');
    expect(stream.lines.map(line => JSON.parse(line))).toEqual([
      event(1),
      {
        type: 'ERROR',
        object: expect.objectContaining({ code: 410, reason: 'Expired' }),
      },
    ]);
  });

  it('puts the ERROR event first when it is due at once', async () => {
    proxy.inject({ match: {}, fault: { type: 'watchError' } });
    const stream = await watch();
    await expect(stream.ended).resolves.toBe('clean');
    expect(stream.lines).toHaveLength(1);
  });

  it('cuts between two events', async () => {
    proxy.inject({ match: {}, fault: { type: 'cutWatch', afterEvents: 2 } });
    const stream = await watch();
    send(1, 2, 3);
    await expect(stream.ended).resolves.toBe('clean');
    expect(stream.lines.map(line => JSON.parse(line))).toEqual([
      event(1),
      event(2),
    ]);
  });

  it('cuts in the middle of a line', async () => {
    proxy.inject({
      match: {},
      fault: { type: 'cutWatch', afterEvents: 1, midLine: true },
    });
    const stream = await watch();
    send(1, 2);
    await expect(stream.ended).resolves.toBe('broken');
    expect(JSON.parse(stream.lines[0])).toEqual(event(1));
    expect(stream.lines).toHaveLength(2);
    expect(JSON.stringify(event(2)).startsWith(stream.lines[1])).toBe(true);
    expect(stream.lines[1].length).toBeLessThan(
      JSON.stringify(event(2)).length,
    );
  });

  it('falls silent and stays open', async () => {
    proxy.inject({
      match: { resources: ['pods'] },
      fault: { type: 'stallWatch', afterEvents: 1 },
    });
    const stalled = await watch();
    send(1, 2);
    // Another watch through the same proxy proves that time has passed for this one too.
    const other = await watch('/api/v1/nodes?watch=true');
    send(3);
    await waitFor(
      'the event of the other watch',
      () => other.lines.length === 1,
    );
    expect(stalled.lines.map(line => JSON.parse(line))).toEqual([event(1)]);
    expect(stalled.open).toBe(true);
    expect(proxy.cutWatches()).toBe(2);
    await expect(stalled.ended).resolves.toBe('clean');
  });

  it('cuts all open watches now, also in the middle of a line', async () => {
    const streams = [await watch(), await watch('/api/v1/nodes?watch=true')];
    expect(proxy.cutWatches({ midLine: true })).toBe(2);
    await expect(Promise.all(streams.map(one => one.ended))).resolves.toEqual([
      'broken',
      'broken',
    ]);
    await waitFor('no watch is open', () => proxy.openWatches() === 0);
  });

  it('leaves lists alone', async () => {
    proxy.inject({ match: {}, fault: { type: 'cutWatch' } });
    expect((await call('/api/v1/pods')).status).toBe(200);
  });
});
