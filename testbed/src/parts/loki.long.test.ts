import { describeWith, START_TIMEOUT_MILLIS } from '../jest';
import { LokiEndpoint } from '../loki/LokiEndpoint';
import { waitFor } from '../process';
import { startLoki } from './loki';

jest.setTimeout(START_TIMEOUT_MILLIS);

const cart = {
  namespace: 'shop',
  pod: 'cart-1',
  container: 'cart',
  app: 'cart',
  node: 'node-0',
};

describeWith('loki', 'a real Loki', () => {
  let loki: LokiEndpoint;
  beforeAll(async () => {
    loki = await startLoki();
  });
  afterAll(() => loki?.stop());

  it('takes lines of a pod with the labels that they have in Kubernetes, and structured metadata', async () => {
    const nanos = BigInt(Date.now()) * 1_000_000n + 497_578_123n;
    await loki.pushPod(cart, [
      { line: 'first', timeNanos: nanos, metadata: { trace_id: 'abc' } },
      {
        line: 'level=error msg="second"',
        timeNanos: nanos + 1n,
        stream: 'stderr',
      },
    ]);
    await loki.waitForLines('{namespace="shop",pod="cart-1"}', 2);
    const entries = await loki.query('{namespace="shop"}');
    expect(entries.map(({ timeNanos, line }) => [timeNanos, line])).toEqual([
      [nanos, 'first'],
      [nanos + 1n, 'level=error msg="second"'],
    ]);
    expect(entries[0].labels).toMatchObject({
      namespace: 'shop',
      pod: 'cart-1',
      container: 'cart',
      app: 'cart',
      job: 'shop/cart',
      node_name: 'node-0',
      stream: 'stdout',
      trace_id: 'abc',
    });
    expect(entries[1].labels).toMatchObject({
      stream: 'stderr',
      detected_level: 'error',
    });
  });

  it('gives lines without a time one of their own each, in their order', async () => {
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`);
    await loki.pushPod({ ...cart, pod: 'cart-2' }, lines);
    await loki.waitForLines('{pod="cart-2"}', 500);
    const entries = await loki.query('{pod="cart-2"}');
    expect(entries.map(({ line }) => line)).toEqual(lines);
    expect(new Set(entries.map(({ timeNanos }) => timeNanos)).size).toBe(500);
  });

  it('keeps what it took over a crash', async () => {
    await loki.pushPod({ ...cart, pod: 'cart-3' }, ['kept']);
    await loki.waitForLines('{pod="cart-3"}', 1);
    await loki.control.kill();
    await expect(loki.count('{pod="cart-3"}')).rejects.toThrow();
    await loki.control.restart();
    await loki.waitForLines('{pod="cart-3"}', 1);
  });

  it('tails', async () => {
    const query = encodeURIComponent('{pod="cart-4"}');
    const socket = new WebSocket(
      `${loki.url.replace('http', 'ws')}/loki/api/v1/tail?query=${query}`,
    );
    let text = '';
    socket.addEventListener('message', ({ data }) => {
      text += data;
    });
    await waitFor('the tail is open', () => socket.readyState === 1);
    // What comes before the ingester knows of the tail is not in it: hence a line until one arrives.
    await waitFor('a line in the tail', async () => {
      await loki.pushPod({ ...cart, pod: 'cart-4' }, ['now']);
      return text.includes('"now"');
    });
    socket.close();
  });

  it('answers with its own words when a query is wrong', async () => {
    await expect(loki.query('{pod=')).rejects.toThrow(/400 parse error/);
  });

  it('takes limits and tenants, can be replaced by an address, and is gone after the stop', async () => {
    const own = await startLoki({
      tenants: true,
      limits: { max_entries_limit_per_query: 7 },
    });
    process.env.TESTBED_LOKI_URL = own.url;
    try {
      const other = await startLoki();
      expect(other.external).toBe(true);
      await expect(other.control.restart()).rejects.toThrow(
        "not the testbed's",
      );
      await other.pushPod(cart, ['mine'], { tenant: 'team-a' });
      await other.waitForLines('{pod="cart-1"}', 1, { tenant: 'team-a' });
      expect(await other.count('{pod="cart-1"}', { tenant: 'team-b' })).toBe(0);
      await expect(other.query('{pod="cart-1"}')).rejects.toThrow(/401/);
      await expect(
        other.query('{pod="cart-1"}', { tenant: 'team-a', limit: 8 }),
      ).rejects.toThrow(/400 .*limit/);
      await other.stop();
      expect(await own.count('{pod="cart-1"}', { tenant: 'team-a' })).toBe(1);
    } finally {
      delete process.env.TESTBED_LOKI_URL;
      await own.stop();
    }
    await expect(own.count('{pod="cart-1"}')).rejects.toThrow();
    await own.stop();
  });
});
