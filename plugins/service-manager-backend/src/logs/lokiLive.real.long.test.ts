/* eslint jest/expect-expect: ["warn", { "assertFunctionNames": ["expect", "expectAll"] }] */
import { setFlagsFromString } from 'v8';
import { runInNewContext } from 'vm';
import { describeWith, START_TIMEOUT_MILLIS, waitFor } from '@internal/testbed';
import { expectAll, numberOf, RealLoki } from './__testUtils__/realLoki';
import { Watching } from './__testUtils__/viewer';
import { createFilter } from './pure/filter';

jest.setTimeout(START_TIMEOUT_MILLIS);

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

describeWith('loki', 'live lines out of a real Loki', () => {
  let real: RealLoki;

  beforeAll(async () => {
    real = await RealLoki.start();
  });

  afterEach(() => real.clear());

  afterAll(() => real?.stop());

  it('trap: what a tail that is too slow drops is read again: none lost, none twice', async () => {
    // Nothing is read again for any other reason.
    const never = 600_000;
    const test = real.service({ timings: { againMs: never } });
    const watching = new Watching(
      test.source,
      { tail: 10, container: 'web' },
      test.scope,
    );
    const { told } = real.proxy;
    const reads = () =>
      real.proxy.queries.filter(({ path }) => path.endsWith('/query_range'))
        .length;
    await waitFor('a tail', () => real.proxy.tails > 0);
    // The look after a tail has settled is the last one that is due.
    await waitFor('the looks at its beginning', () => reads() >= 3);
    await test.write(10);
    await watching.until('the first', () => watching.lines.length === 10);
    const readBefore = reads();
    const byQuery = () =>
      Array.from({ length: test.written }, (_, n) => n).filter(
        n => n >= 10 && !told.numbers.has(n),
      );
    // Until Loki has no room left: its ten messages, and the buffers of TCP.
    const dropped = () => told.dropped > 0 && byQuery().length > 0;
    for (let megabytes = 10; !dropped(); megabytes *= 2) {
      expect(megabytes).toBeLessThan(200);
      real.proxy.holdTails();
      for (let i = 0; i < megabytes; i++) {
        await real.loki.pushPod(
          { namespace: test.namespace, pod: test.pods[0], container: 'noise' },
          Array.from(
            { length: 50 },
            (_, n) => `${i} ${n} ${'x'.repeat(20_000)}`,
          ),
        );
        await test.write(10);
      }
      real.proxy.releaseTails();
      // It says what it has dropped with what comes next.
      const { written } = test;
      await test.write(10);
      await watching.until(
        'what was written last',
        () => watching.lines.some(line => numberOf(line) === written),
        60_000,
      );
    }
    await watching.until(
      'all lines',
      () => watching.lines.length >= test.written,
      60_000,
    );
    process.stdout.write(
      `dropped by the tail: ${told.dropped} told, ${byQuery().length} of ${
        test.written
      } lines read again\n`,
    );
    expect(byQuery().length).toBeGreaterThan(0);
    expect(reads()).toBeGreaterThan(readBefore);
    expect(watching.of('error')).toEqual([]);
    expect(watching.of('gap')).toEqual([]);
    expectAll(watching.lines, test.written);
    watching.live.close();
  });

  it('fifty viewers of one service cost one tail, and see the same', async () => {
    const test = real.service();
    await test.write(30);
    await test.written_();
    const opened = real.proxy.tailsOpened;
    const viewers = Array.from(
      { length: 50 },
      () => new Watching(test.source, { tail: 10 }, test.scope),
    );
    await waitFor('a tail', () => real.proxy.tails > 0);
    for (const viewer of viewers) {
      await viewer.until('the past', () => viewer.lines.length === 10);
    }
    await test.write(20);
    for (const viewer of viewers) {
      await viewer.until('30 lines', () => viewer.lines.length >= 30);
      expect(viewer.lines.map(numberOf)).toEqual(
        Array.from({ length: 30 }, (_, i) => i + 20),
      );
    }
    expect(real.proxy.tailsOpened - opened).toBe(1);
    const before = heapBytes();
    const idle = Array.from({ length: 2_000 }, () =>
      test.source.follow(test.scope, { filter: createFilter({}), tail: 0 }),
    );
    const last = new Watching(test.source, { tail: 1 }, test.scope);
    await last.until('the last has begun', () => last.lines.length === 1);
    const each = (heapBytes() - before) / idle.length;
    process.stdout.write(`memory of one viewer: ${Math.round(each)} bytes\n`);
    expect(each).toBeLessThan(20_000);
    last.live.close();
    for (const log of idle) log.close();
    for (const viewer of viewers) viewer.live.close();
  });

  it('trap: a Loki that restarts loses nothing of what it took', async () => {
    const test = real.service();
    const watching = new Watching(test.source, { tail: 200 }, test.scope);
    await waitFor('a tail', () => real.proxy.tails > 0);
    await test.write(50);
    real.proxy.cutTails();
    await test.write(50);
    await real.loki.control.kill();
    await watching.until(
      'the failure told',
      () => watching.of('error').length > 0,
      30_000,
    );
    await real.loki.control.restart();
    await test.write(50);
    await test.written_();
    await watching.until(
      'all lines',
      () => watching.lines.length >= 150,
      60_000,
    );
    expectAll(watching.lines, 150);
    watching.live.close();
  });

  it('no query has reached Loki without our matchers', () => {
    const { all, unscoped } = real.queries();
    expect(all).toBeGreaterThan(20);
    expect(unscoped).toEqual([]);
  });
});
