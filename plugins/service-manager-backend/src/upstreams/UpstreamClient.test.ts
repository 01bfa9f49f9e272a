import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import { AddressInfo, createServer as createTcpServer } from 'net';
import { inspect } from 'util';
import type { Upstream } from './types';
import { UpstreamClient, UpstreamRequest } from './UpstreamClient';
import { UpstreamError } from './UpstreamError';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

jest.setTimeout(30_000);

const SECRET = 'hunter2-do-not-tell';

describe('UpstreamClient, against a real server', () => {
  let server: Server;
  let answer: Answer;
  let url: string;

  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise(done => server.close(done));
  });

  function client(more: Partial<Upstream> = {}): UpstreamClient {
    return new UpstreamClient({
      kind: 'prometheus',
      name: 'Prom',
      url,
      clusterValues: {},
      headers: { Authorization: `Bearer ${SECRET}`, 'X-Scope-OrgID': 'shop' },
      labels: { namespace: 'namespace', pod: 'pod', container: 'container' },
      timeoutMs: 20_000,
      ...more,
    });
  }

  async function failure(
    given: Answer,
    more: Partial<Upstream> = {},
    request: Partial<UpstreamRequest> = {},
  ): Promise<UpstreamError> {
    answer = given;
    const error = await client(more)
      .json({ path: '/api', ...request })
      .then(
        value => {
          throw new Error(`was answered with ${JSON.stringify(value)}`);
        },
        caught => caught,
      );
    expect(error).toBeInstanceOf(UpstreamError);
    return error;
  }

  const status =
    (code: number, body = '', headers: Record<string, string> = {}): Answer =>
    (_, response) =>
      response.writeHead(code, headers).end(body);

  it('sends credentials, tenant, query and form, and reads JSON', async () => {
    let seen: Record<string, unknown> = {};
    answer = (request, response) => {
      let body = '';
      request.on('data', chunk => {
        body += chunk;
      });
      request.on('end', () => {
        const { method, headers } = request;
        seen = { method, url: request.url, body, headers };
        response.end('{"a":[1,"ü"]}');
      });
    };
    await expect(
      client().json({
        path: '/api/v1/query',
        query: { left: undefined, q: 'a b&c=d', 'match[]': ['x', 'y'] },
        form: { query: 'up{a="ü+%"}', none: undefined },
      }),
    ).resolves.toEqual({ a: [1, 'ü'] });
    expect(seen).toMatchObject({
      method: 'POST',
      url: '/api/v1/query?q=a+b%26c%3Dd&match%5B%5D=x&match%5B%5D=y',
      body: 'query=up%7Ba%3D%22%C3%BC%2B%25%22%7D',
      headers: {
        authorization: `Bearer ${SECRET}`,
        'x-scope-orgid': 'shop',
        'content-type': expect.stringContaining('x-www-form-urlencoded'),
      },
    });
  });

  it('an empty answer is none', async () => {
    answer = status(204);
    await expect(client().json({ path: '/' })).resolves.toBeUndefined();
  });

  it.each([
    [400, 'parse error at char 3', 'bad-query'],
    [422, 'invalid expression type', 'bad-query'],
    [422, 'query processing would load too many samples', 'too-much'],
    [400, 'the query time range exceeds the limit', 'too-much'],
    [401, '', 'refused'],
    [403, '', 'refused'],
    [404, '404 page not found', 'absent'],
    [405, '', 'absent'],
    [413, 'entity too large', 'too-much'],
    [429, 'too many outstanding requests', 'busy'],
    [499, 'context canceled', 'timeout'],
    [500, 'internal', 'busy'],
    [502, 'bad gateway', 'busy'],
    [503, 'query timed out', 'timeout'],
    [504, 'deadline exceeded', 'timeout'],
    [418, '', 'not-it'],
  ] as const)('%i %s is %s', async (code, words, kind) => {
    const error = await failure(status(code, words));
    expect(error.kind).toBe(kind);
    expect(error.message).toContain('Prom');
    expect(error.options.status).toBe(code);
  });

  it('passes on what Loki says as text and Prometheus as JSON', async () => {
    const plain = await failure(status(400, 'parse error:\n  unexpected }'));
    expect(plain.message).toBe(
      'Prom refused the query: parse error: unexpected }',
    );
    const json = await failure(
      status(
        422,
        '{"status":"error","errorType":"execution","error":"many-to-many"}',
      ),
    );
    expect(json.message).toBe('Prom refused the query: many-to-many');
  });

  it('does not pass on a web page, and cuts long words', async () => {
    const page = await failure(
      status(502, '<!DOCTYPE html><html><body>nginx</body></html>'),
    );
    expect(page.message).toBe('Prom failed (502).');
    const long = await failure(status(400, 'x'.repeat(10_000)));
    expect(long.message.length).toBeLessThan(400);
  });

  it('429: says when to come again, whatever the form', async () => {
    const after = async (value: string) =>
      (await failure(status(429, '', { 'retry-after': value }))).options
        .retryAfterMs;
    await expect(after('7')).resolves.toBe(7_000);
    await expect(after('soon')).resolves.toBeUndefined();
    await expect(after('-3')).resolves.toBeUndefined();
  });

  it('slow to begin: gives up after the configured time', async () => {
    const error = await failure(() => {}, { timeoutMs: 100 });
    expect(error.kind).toBe('timeout');
    expect(error.message).toBe('Prom has not answered within 0.1 s.');
    expect(error.passing).toBe(true);
  });

  it('slow to end: gives up as well', async () => {
    const error = await failure(
      (_, response) => {
        response.writeHead(200).write('{"a":');
      },
      { timeoutMs: 150 },
    );
    expect(error.kind).toBe('timeout');
  });

  it('cut in the middle of its answer', async () => {
    const error = await failure((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"a":', () => response.destroy());
    });
    expect(error.kind).toBe('unreachable');
    expect(error.message).toBe('The answer of Prom was cut off.');
  });

  it('a page where JSON should be is not Prometheus', async () => {
    const html = await failure(status(200, '<html>Welcome</html>'));
    expect(html.kind).toBe('not-it');
    expect(html.message).toBe(
      'What answers for Prom is not Prometheus: it sent a web page.',
    );
    const broken = await failure(status(200, '{"a":'));
    expect(broken.kind).toBe('not-it');
  });

  it('does not follow a redirect to a login page, least of all with the token', async () => {
    let visits = 0;
    const error = await failure((request, response) => {
      visits++;
      expect(request.url).toBe('/api');
      response.writeHead(302, { location: `${url}/login` }).end();
    });
    expect(visits).toBe(1);
    expect(error.kind).toBe('not-it');
    expect(error.message).toContain('status 302');
  });

  it('an answer that is too large is let go of', async () => {
    const chunk = Buffer.alloc(8 * 1024 * 1024, 'x');
    let sent = 0;
    const error = await failure((_, response) => {
      response.writeHead(200);
      const more = () => {
        if (response.destroyed || sent > 40) return;
        sent++;
        response.write(chunk, more);
      };
      more();
    });
    expect(error.kind).toBe('too-much');
    expect(error.message).toBe('Prom answered with more than 64 MiB.');
    expect(sent).toBeLessThan(40);
  });

  it('nobody there', async () => {
    const probe = createTcpServer();
    await new Promise<void>(done => probe.listen(0, '127.0.0.1', done));
    const { port } = probe.address() as AddressInfo;
    await new Promise(done => probe.close(done));
    const error = await failure(() => {}, { url: `http://127.0.0.1:${port}` });
    expect(error.kind).toBe('unreachable');
    expect(error.message).toBe('Prom cannot be reached (ECONNREFUSED).');
  });

  it('who asked and left gets no error of an upstream', async () => {
    answer = () => {};
    const leaving = new AbortController();
    const asked = client().json({ path: '/', signal: leaving.signal });
    leaving.abort();
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('credentials are in no error, however it is printed', async () => {
    const errors = [
      await failure(status(401, 'who are you')),
      await failure(status(500, 'oops')),
      await failure(status(200, 'no json')),
      await failure((_, response) => response.destroy()),
      await failure(() => {}, { timeoutMs: 50 }),
      await failure(() => {}, { url: 'http://127.0.0.1:1' }),
    ];
    for (const error of errors) {
      const printed = `${inspect(error, { depth: 10 })}${JSON.stringify(
        error,
        Object.getOwnPropertyNames(error),
      )}${error.stack}`;
      expect(printed).not.toContain(SECRET);
      expect(printed).not.toContain(Buffer.from(SECRET).toString('base64'));
    }
  });
});
