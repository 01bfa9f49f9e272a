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

  it('trap: a tail that is held up and drops entries', async () => {
    const test = real.service({
      timings: { againMs: 30_000 },
      queueBytes: 256 * 1024 * 1024,
    });
    const watching = new Watching(test.source, { tail: 10 }, test.scope);
    await waitFor('a tail', () => real.proxy.tails > 0);
    await test.write(10);
    await watching.until('the first', () => watching.lines.length === 10);
    real.proxy.holdTails();
    for (let i = 0; i < 40; i++) {
      await real.loki.pushPod(
        { namespace: test.namespace, pod: test.pods[0], container: 'noise' },
        Array.from(
          { length: 100 },
          (_, n) => `noise ${i} ${n} ${'x'.repeat(2_000)}`,
        ),
      );
      await test.write(10);
    }
    real.proxy.releaseTails();
    // With what comes next it says what it has dropped.
    await test.write(10);
    await watching.until(
      'all lines',
      () =>
        watching.lines.filter(({ container }) => container === 'web').length >=
        420,
      60_000,
    );
    expect(watching.of('error')).toEqual([]);
    expectAll(
      watching.lines.filter(({ container }) => container === 'web'),
      420,
    );
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
