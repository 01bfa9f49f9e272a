import http from 'http';
import type { AddressInfo } from 'net';
import { mockServices } from '@backstage/backend-test-utils';
import express from 'express';
import { once } from 'events';
import type { Call, Services } from '../services';
import { createRouter } from './createRouter';

const web = '/api/service-manager/v1/services/default/component/web';

describe('a request whose caller goes', () => {
  const logger = mockServices.logger.mock();
  const observe = jest.fn();
  let server: http.Server;
  let calls: Array<Call<any>>;
  /** What a method does with its call. */
  let act: (call: Call<any>) => Promise<any>;

  beforeEach(async () => {
    jest.clearAllMocks();
    calls = [];
    const services = new Proxy({} as Services, {
      get: () => async (call: Call<any>) => {
        calls.push(call);
        return act(call);
      },
    });
    const router = createRouter({
      httpAuth: mockServices.httpAuth(),
      logger,
      observe,
      services,
      streams: {} as any,
    });
    server = http.createServer(express().use('/api/service-manager', router));
    await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(done => server.close(done));
  });

  function send(path: string, init: RequestInit = {}) {
    const { port } = server.address() as AddressInfo;
    return fetch(`http://127.0.0.1:${port}${path}`, init);
  }

  it.each(['/logs', '/logs/volume', '/metrics', '/metrics/query?query=up'])(
    'ends what is read for it alone: %s',
    async path => {
      let begun = () => {};
      const has = new Promise<void>(resolve => {
        begun = resolve;
      });
      let ended: Promise<unknown> | undefined;
      act = async ({ signal }) => {
        begun();
        ended = once(signal!, 'abort');
        await ended;
        throw signal!.reason;
      };
      const stop = new AbortController();
      const answer = send(`${web}${path}`, { signal: stop.signal });
      await has;
      expect(calls[0].signal!.aborted).toBe(false);
      stop.abort();
      await expect(answer).rejects.toThrow('aborted');
      await ended;
      expect(calls[0].signal!.aborted).toBe(true);
      // It is nobody's error.
      await new Promise(setImmediate);
      expect(logger.error).not.toHaveBeenCalled();
    },
  );

  it('lets a change go on', async () => {
    act = async () => ({});
    await send(`${web}/operations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ verb: 'restart', parameters: {} }),
    });
    expect(calls).toHaveLength(1);
    expect(calls[0].signal).toBeUndefined();
  });

  it('ends nothing of one who was answered', async () => {
    act = async () => ({});
    const response = await send(`${web}/logs`);
    await response.json();
    server.closeAllConnections();
    await new Promise(setImmediate);
    expect(calls[0].signal!.aborted).toBe(false);
  });
});
