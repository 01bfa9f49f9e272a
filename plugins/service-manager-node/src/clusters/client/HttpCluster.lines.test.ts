import http from 'http';
import {
  Scripted,
  createCluster,
  errorOf,
  status,
} from './__testUtils__/scripted';

describe('a text stream of HttpCluster', () => {
  const server = new Scripted();
  let url: string;
  let agent: http.Agent;
  const path = '/api/v1/namespaces/a/pods/b/log';
  const never = new AbortController().signal;

  beforeAll(async () => {
    url = await server.listen();
  });
  beforeEach(() => {
    agent = new http.Agent({ keepAlive: true });
    server.requests.length = 0;
  });
  afterEach(() => agent.destroy());
  afterAll(() => server.close());

  it('gives lines in order and what followed the last line end', async () => {
    server.handlers = [(_, response) => response.end(' one\n\ntwo\nthr')];
    const seen: string[] = [];
    const { rest } = await createCluster(url, agent).lines(path, {
      query: { follow: true, container: 'web' },
      signal: never,
      onOpen: () => seen.push('open'),
      onLine: line => {
        seen.push(line);
      },
    });
    expect(seen).toEqual(['open', ' one', '', 'two']);
    expect(rest).toBe('thr');
    expect(server.requests[0].url).toBe(`${path}?follow=true&container=web`);
    expect(server.requests[0].headers['accept-encoding']).toBe('identity');
  });

  it('makes the server wait while a line is not taken', async () => {
    let sent = 0;
    const total = 64 * 1024 * 1024;
    server.handlers = [
      (_, response) => {
        const block = Buffer.alloc(65_536, 'x'.repeat(1023).concat('\n'));
        const write = () => {
          while (sent < total) {
            sent += block.length;
            if (!response.write(block)) {
              response.once('drain', write);
              return;
            }
          }
          response.end();
        };
        write();
      },
    ];
    const caller = new AbortController();
    let release = () => {};
    const held = new Promise<void>(resolve => (release = resolve));
    let first = () => {};
    const begun = new Promise<void>(resolve => (first = resolve));
    const reading = createCluster(url, agent).lines(path, {
      signal: caller.signal,
      onLine: () => {
        first();
        return held;
      },
    });
    await begun;
    // Until the sockets' own buffers are full and nothing moves any longer.
    let before = -1;
    while (before !== sent) {
      before = sent;
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    expect(sent).toBeLessThan(total / 2);
    caller.abort();
    release();
    await expect(reading).resolves.toEqual({});
  });

  it('waits for a log that is quiet: its headers come with the first line', async () => {
    let speak = () => {};
    let heard = () => {};
    const asked = new Promise<void>(resolve => (heard = resolve));
    server.handlers = [
      (_, response) => {
        speak = () => response.end('at last\n');
        heard();
      },
      () => {},
      (_, response) => response.end('{}'),
    ];
    const timings = { requestTimeoutMs: 50, breakAfter: 1 };
    const cluster = createCluster(url, agent, { timings });
    const seen: string[] = [];
    const reading = cluster.lines(path, {
      signal: never,
      mayBeQuiet: true,
      onLine: line => {
        seen.push(line);
      },
    });
    await asked;
    // One that began later, and may not be quiet, has had no answer in time.
    const other = createCluster(url, agent, { timings });
    await expect(
      other.lines(path, { signal: never, onLine: () => {} }),
    ).rejects.toMatchObject({ message: expect.stringContaining('50 ms') });
    await expect(
      cluster.request({
        method: 'GET',
        path: '/api/v1/pods',
        timeoutMs: 20_000,
      }),
    ).resolves.toEqual({});
    speak();
    await reading;
    expect(seen).toEqual(['at last']);
  });

  it('rejects when it is refused and when the connection breaks', async () => {
    const read = () =>
      errorOf(
        createCluster(url, agent).lines(path, {
          signal: never,
          onLine: () => {},
        }),
      );
    server.handlers = [status(403, { reason: 'Forbidden' })];
    expect(await read()).toMatchObject({ status: 403, reason: 'Forbidden' });
    server.handlers = [
      (_, response) => {
        response.write('half');
        setImmediate(() => response.destroy());
      },
    ];
    expect((await read()).reason).toBe('NetworkError');
  });
});
