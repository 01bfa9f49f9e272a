import { EventEmitter } from 'events';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { LogRecord } from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../errors';
import { OpenStreams } from './OpenStreams';
import { streamDoor } from './streams';

/** A response that takes everything. */
class Taken extends EventEmitter {
  readonly records: LogRecord[] = [];
  destroyed = false;
  writableEnded = false;
  writableFinished = false;
  writableNeedDrain = false;
  status = () => this;
  set = () => this;
  flushHeaders = () => {};
  write = (text: string) => {
    this.records.push(
      ...text
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    );
    return true;
  };
  end = (text?: string) => {
    if (text) this.write(text);
    this.writableEnded = true;
    this.writableFinished = true;
    this.emit('close');
  };
}

describe('the door of the live log', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  async function open(
    options: { check?: () => Promise<void>; expiresInMs?: number } = {},
  ) {
    const { check = async () => {}, expiresInMs } = options;
    let close = () => {};
    const closed = new Promise<undefined>(resolve => {
      close = () => resolve(undefined);
    });
    const door = streamDoor({
      open: new OpenStreams(),
      httpAuth: mockServices.httpAuth.mock({
        credentials: (async () => ({
          ...mockCredentials.user(),
          ...(expiresInMs && {
            expiresAt: new Date(Date.now() + expiresInMs),
          }),
        })) as any,
      }),
      streams: {
        downloadLogs: jest.fn(),
        streamLogs: async () => ({
          source: 'pods',
          check,
          log: { next: () => closed, followed: () => 2, close },
        }),
      },
    });
    const res = new Taken();
    const params = { namespace: 'default', kind: 'component', name: 'web' };
    const ended = door({ params, query: {} } as any, res as any);
    await new Promise(setImmediate);
    const types = () => res.records.map(({ type }) => type);
    return { res, ended, types };
  }

  it('trap: a stream in which nothing is written beats every 15 seconds', async () => {
    const { res, ended, types } = await open();
    expect(types()).toEqual(['heartbeat']);
    await jest.advanceTimersByTimeAsync(45_000);
    expect(types()).toEqual(Array(4).fill('heartbeat'));
    expect(res.records[0]).toMatchObject({ source: 'pods', followed: 2 });
    // Not to one that takes nothing: they would only pile up.
    res.writableNeedDrain = true;
    await jest.advanceTimersByTimeAsync(30_000);
    expect(types()).toHaveLength(4);
    res.destroyed = true;
    res.emit('close');
    await ended;
    expect(jest.getTimerCount()).toBe(0);
  });

  it('trap: a right that is withdrawn ends it within a minute, and says so', async () => {
    let allowed = true;
    const { ended, types, res } = await open({
      check: async () => {
        if (allowed) return;
        throw new ServiceManagerError(403, 'NOT_ALLOWED', 'No longer.', {
          nextStep: 'Ask the owner.',
        });
      },
    });
    await jest.advanceTimersByTimeAsync(120_000);
    expect(types()).not.toContain('error');
    allowed = false;
    await jest.advanceTimersByTimeAsync(60_000);
    await ended;
    expect(res.records.at(-1)).toEqual({
      type: 'error',
      code: 'NOT_ALLOWED',
      message: 'No longer.',
      nextStep: 'Ask the owner.',
    });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('a check that could not be made ends nothing', async () => {
    const { types, res } = await open({
      check: async () => Promise.reject(new Error('the catalog is away')),
    });
    await jest.advanceTimersByTimeAsync(120_000);
    expect(new Set(types())).toEqual(new Set(['heartbeat']));
    res.destroyed = true;
    res.emit('close');
  });

  it.each([
    [600_000, 595_000],
    [undefined, 50 * 60_000],
  ])(
    'trap: asks to be opened again before the token ends (%p)',
    async (expiresInMs, after) => {
      const { ended, types } = await open({ expiresInMs });
      await jest.advanceTimersByTimeAsync(after - 1_000);
      expect(types()).not.toContain('reauth');
      await jest.advanceTimersByTimeAsync(1_000);
      await ended;
      expect(types().at(-1)).toBe('reauth');
    },
  );
});
