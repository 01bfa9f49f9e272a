import { ServiceManagerClient } from './client';
import { routes } from './routes';

const params = { namespace: 'default', kind: 'component', name: 'web' };

function create(answers: Response[]) {
  const fetch = jest.fn(async (_url: string, _init: RequestInit) => {
    return answers.shift()!;
  });
  const client = new ServiceManagerClient({
    discoveryApi: {
      getBaseUrl: async id => `http://portal.example/api/${id}`,
    },
    fetchApi: { fetch: fetch as unknown as typeof global.fetch },
  });
  return { client, fetch };
}

const json = (value: unknown, init: ResponseInit = {}) =>
  new Response(JSON.stringify(value), {
    ...init,
    headers: { 'Content-Type': 'application/json', ...init.headers },
  });

describe('ServiceManagerClient', () => {
  it('puts parameters where they belong, escaped', async () => {
    const { client, fetch } = create([json({ items: [] })]);
    await client.call('listOperations', {
      params: { ...params, name: 'a/b?c' },
      query: { limit: 5, cursor: undefined },
    });
    const [url, init] = fetch.mock.calls[0];
    expect(url).toBe(
      'http://portal.example/api/service-manager/v1/services/default/component/a%2Fb%3Fc/operations?limit=5',
    );
    expect(init.method).toBe('GET');
    expect(init.body).toBeUndefined();
  });

  it('gives the very same object while the backend says 304', async () => {
    const first = json({ title: 'web' }, { headers: { etag: 'W/"1"' } });
    const { client, fetch } = create([
      first,
      new Response(null, { status: 304 }),
      json({ title: 'new' }, { headers: { etag: 'W/"2"' } }),
    ]);
    const one = await client.call('getService', { params });
    const two = await client.call('getService', { params });
    expect(two).toBe(one);
    expect(fetch.mock.calls[1][1].headers).toMatchObject({
      'If-None-Match': 'W/"1"',
    });
    const three = await client.call('getService', { params });
    expect(three).not.toBe(one);
  });

  it('sends a change with its key, and never asks it to be revalidated', async () => {
    const { client, fetch } = create([json({ id: 'op-1' })]);
    await client.call(
      'createOperation',
      { params, body: { verb: 'restart', parameters: {} } },
      { idempotencyKey: 'k-1' },
    );
    const [, init] = fetch.mock.calls[0];
    expect(init.method).toBe('POST');
    expect(init.headers).toEqual({
      'Idempotency-Key': 'k-1',
      'Content-Type': 'application/json',
    });
    expect(JSON.parse(String(init.body))).toEqual({
      verb: 'restart',
      parameters: {},
    });
  });

  it('throws the backend’s error with its code, field and next step', async () => {
    const { client } = create([
      json(
        {
          error: {
            name: 'ServiceManagerError',
            code: 'INVALID_FIELD',
            message: 'No.',
            field: 'parameters.replicas',
            nextStep: 'Use at most 10000.',
          },
          response: { statusCode: 400 },
        },
        { status: 400, statusText: 'Bad Request' },
      ),
    ]);
    await expect(client.call('listClusters')).rejects.toMatchObject({
      statusCode: 400,
      body: {
        error: {
          code: 'INVALID_FIELD',
          field: 'parameters.replicas',
          nextStep: 'Use at most 10000.',
        },
      },
    });
  });

  it.each([
    ['the header, in seconds', { 'retry-after': '30' }, {}, 30],
    [
      'the header, as a date',
      { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() },
      {},
      expect.closeTo(3_600, -2),
    ],
    ['the body, where the header is hidden', {}, { retryAfterSeconds: 7 }, 7],
  ])('tells when to try again: by %s', async (_, headers, more, seconds) => {
    const { client } = create([
      json(
        {
          error: { code: 'TOO_MANY_WRITES', message: 'No.', ...more },
          response: { statusCode: 429 },
        },
        { status: 429, statusText: 'Too Many Requests', headers },
      ),
    ]);
    const error = await client.call('listClusters').catch(e => e);
    expect(error).toMatchObject({
      name: 'ResponseError',
      retryAfterSeconds: seconds,
      message: expect.stringMatching(/429.*; try again in \d+ s$/),
    });
  });

  it.each<Record<string, string>>([{}, { 'retry-after': 'soon' }])(
    'says nothing of trying again where nobody told: %j',
    async headers => {
      const { client } = create([
        new Response('<html>busy</html>', { status: 503, headers }),
      ]);
      const error = await client.call('listClusters').catch(e => e);
      expect(error.statusCode).toBe(503);
      expect(error.retryAfterSeconds).toBeUndefined();
      expect(error.message).not.toContain('try again');
    },
  );

  it('has a distinct method and path for each route', () => {
    const all = Object.values(routes).map(
      ({ method, path }) => `${method} ${path}`,
    );
    expect(new Set(all).size).toBe(all.length);
  });

  it('streams the records of a log with its filters', async () => {
    const { client, fetch } = create([
      new Response('{"type":"reauth"}\n{"type":"heartbeat"}\n'),
    ]);
    const { signal } = new AbortController();
    const types: string[] = [];
    const input = { params, query: { level: 'error,warn', tail: 5 } };
    for await (const { type } of client.stream('streamLogs', input, {
      signal,
    })) {
      types.push(type);
    }
    expect(types).toEqual(['reauth', 'heartbeat']);
    const [url, init] = fetch.mock.calls[0];
    expect(url).toBe(
      'http://portal.example/api/service-manager/v1/services/default/component/web/logs/stream?level=error%2Cwarn&tail=5',
    );
    expect(init.signal).toBe(signal);
  });

  it('throws what the backend says of a stream that it refuses', async () => {
    const refusal = {
      error: {
        name: 'ServiceManagerError',
        code: 'NOT_ALLOWED',
        message: 'No',
      },
      response: { statusCode: 403 },
    };
    const { client } = create([json(refusal, { status: 403 })]);
    const records = client.stream('streamLogs', { params });
    await expect(records.next()).rejects.toMatchObject({
      body: { error: { code: 'NOT_ALLOWED' } },
    });
  });
});
