import { waitFor } from '../process';
import {
  call as callAt,
  event,
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

describe('faults of a watch', () => {
  it('puts 410 into the stream as an ERROR event, after a 200', async () => {
    proxy.inject({
      match: {},
      fault: { type: 'watchError', afterEvents: 1 },
      times: 1,
    });
    const stream = await watch();
    api.send(1, 2);
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
    api.send(1, 2, 3);
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
    api.send(1, 2);
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
    api.send(1, 2);
    // Another watch through the same proxy proves that time has passed for this one too.
    const other = await watch('/api/v1/nodes?watch=true');
    api.send(3);
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
