import http from 'http';
import {
  Scripted,
  createCluster,
  errorOf,
  status,
} from './__testUtils__/scripted';
import type { HttpClusterOptions } from './HttpCluster';

describe('a watch of HttpCluster', () => {
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

  function lines(...events: object[]): string {
    return events.map(event => `${JSON.stringify(event)}\n`).join('');
  }

  it('tells events in order and resolves when the server ends', async () => {
    server.handlers = [
      (_, response) => {
        response.write(lines({ type: 'ADDED', object: { a: 1 } }));
        response.end(lines({ type: 'ERROR', object: { code: 410 } }));
      },
    ];
    const seen: string[] = [];
    await create().watch('/api/v1/pods', {
      signal: new AbortController().signal,
      onOpen: () => seen.push('open'),
      onEvent: event => seen.push(event.type),
    });
    expect(seen).toEqual(['open', 'ADDED', 'ERROR']);
    expect(server.requests[0].url).toBe('/api/v1/pods?watch=true');
  });

  it('rejects when the connection breaks, and drops the half event', async () => {
    server.handlers = [
      (_, response) => {
        response.write(`${lines({ type: 'ADDED', object: {} })}{"type":"MO`);
        setImmediate(() => response.destroy());
      },
    ];
    const seen: string[] = [];
    const error = await errorOf(
      create().watch('/api/v1/pods', {
        signal: new AbortController().signal,
        onEvent: event => seen.push(event.type),
      }),
    );
    expect(error.reason).toBe('NetworkError');
    expect(seen).toEqual(['ADDED']);
  });

  it('rejects with the status when it is refused', async () => {
    server.handlers = [status(410, { reason: 'Expired' })];
    expect(
      await errorOf(
        create().watch('/api/v1/pods', {
          signal: new AbortController().signal,
          onEvent: () => {},
        }),
      ),
    ).toMatchObject({ status: 410, reason: 'Expired' });
  });

  it('resolves when the caller gives up, also from inside of an event', async () => {
    server.handlers = [
      (_, response) => {
        response.write(
          lines({ type: 'ADDED', object: {} }, { type: 'ADDED', object: {} }),
        );
      },
    ];
    const caller = new AbortController();
    let seen = 0;
    await create().watch('/api/v1/pods', {
      signal: caller.signal,
      onEvent: () => {
        seen++;
        caller.abort();
      },
    });
    expect(seen).toBe(1);
  });

  it('passes on what the listener throws', async () => {
    server.handlers = [
      (_, response) => {
        response.write(lines({ type: 'ADDED', object: {} }));
      },
    ];
    await expect(
      create().watch('/api/v1/pods', {
        signal: new AbortController().signal,
        onEvent: () => {
          throw new TypeError('cannot take it');
        },
      }),
    ).rejects.toThrow('cannot take it');
  });
});
