import { setFlagsFromString } from 'v8';
import { runInNewContext } from 'vm';
import {
  describeWith,
  LokiEndpoint,
  START_TIMEOUT_MILLIS,
  startLoki,
  waitFor,
} from '@internal/testbed';
import type { LogLine } from '@vtasker/backstage-plugin-service-manager-common';
import { FakeWorkloads } from './__testUtils__/FakeWorkloads';
import { LokiProxy } from './__testUtils__/LokiProxy';
import {
  lokiScope,
  lokiSource,
  lokiUpstream,
} from './__testUtils__/lokiSource';
import { Watching } from './__testUtils__/viewer';
import { createFilter, GivenFilters } from './pure/filter';
import { decodeCursor } from './pure/position';
import { ErrorLines, LokiLogSource, podKey } from './sources/loki';

jest.setTimeout(START_TIMEOUT_MILLIS);

const SECOND = 1_000_000_000n;
let services = 0;

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

describeWith('loki', 'logs of a real Loki', () => {
  let loki: LokiEndpoint;
  let proxy: LokiProxy;
  const sources: LokiLogSource[] = [];
  /** Each test has a namespace of its own; here the matchers of all. */
  const scopes: string[] = [];

  beforeAll(async () => {
    loki = await startLoki();
    proxy = await LokiProxy.start(loki.url);
  });

  afterEach(() => {
    for (const source of sources.splice(0)) source.stop();
    proxy.fault = undefined;
    proxy.refuseTails = false;
  });

  afterAll(async () => {
    await proxy?.stop();
    await loki?.stop();
  });

  function service(
    options: Partial<Parameters<typeof lokiSource>[0]> = {},
    pods = ['web-5d8f7c6b9b-x2k4p', 'web-5d8f7c6b9b-q7w8z'],
  ) {
    const namespace = `shop-${process.pid}-${services++}`;
    const workloads = new FakeWorkloads([{ namespace, name: 'web', pods }]);
    const source = lokiSource({
      upstreams: [lokiUpstream(proxy.url)],
      workloads,
      ...options,
    });
    sources.push(source);
    scopes.push(`namespace="${namespace}",pod=~"`);
    const scope = lokiScope('web');
    let number = 0;
    let ns = BigInt(Date.now()) * 1_000_000n;
    return {
      namespace,
      scope,
      source,
      workloads,
      pods,
      get written() {
        return number;
      },
      /** Lines that are numbered through, of all pods in turn. */
      async write(count: number, at?: (index: number) => bigint) {
        const first = number;
        const now = BigInt(Date.now()) * 1_000_000n;
        if (now > ns) ns = now;
        const byPod = new Map<string, any[]>();
        for (let i = 0; i < count; i++) {
          const pod = pods[number % pods.length];
          const lines = byPod.get(pod) ?? [];
          byPod.set(pod, lines);
          lines.push({
            line: `level=info n=${number}`,
            timeNanos: at ? at(number - first) : ns++,
          });
          number++;
        }
        for (const [pod, lines] of byPod) {
          await loki.pushPod({ namespace, pod, container: 'web' }, lines);
        }
      },
      async writeTo(pod: string, lines: Array<{ line: string; ns: bigint }>) {
        await loki.pushPod(
          { namespace, pod, container: 'web' },
          lines.map(({ line, ns: timeNanos }) => ({ line, timeNanos })),
        );
      },
      async written_(count = number) {
        await loki.waitForLines(`{namespace="${namespace}"}`, count);
      },
      page(
        query: GivenFilters & {
          before?: string;
          after?: string;
          limit?: number;
          from?: bigint;
          until?: bigint;
        } = {},
      ) {
        const { before, after, limit = 500, from, until, ...given } = query;
        return source.page(scope, {
          filter: createFilter(given),
          limit,
          from,
          until,
          before: before
            ? decodeCursor(scope.entityRef, 'query.before', before)
            : undefined,
          after: after
            ? decodeCursor(scope.entityRef, 'query.after', after)
            : undefined,
        });
      },
    };
  }

  function moreTails(than: number): () => boolean {
    return () => proxy.tailsOpened > than;
  }

  function numberOf({ text }: { text: string }): number {
    return Number(/ n=(\d+)/.exec(text)?.[1]);
  }

  function linesOf(records: Array<{ type: string }>): LogLine[] {
    return records.filter(({ type }) => type === 'line') as LogLine[];
  }

  /** Each once, none missing. */
  function expectAll(lines: Array<{ text: string }>, count: number) {
    const numbers = lines.map(numberOf).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: count }, (_, i) => i));
  }

  async function everyPage(
    test: ReturnType<typeof service>,
    limit: number,
    query: GivenFilters = {},
  ) {
    const lines: LogLine[] = [];
    let before: string | undefined;
    let pages = 0;
    do {
      const page = await test.page({ ...query, before, limit });
      lines.unshift(...linesOf(page.records));
      before = page.olderCursor;
      expect(pages++).toBeLessThan(400);
    } while (before);
    return lines;
  }

  it('pages back and forth with the same cursors, none lost and none twice', async () => {
    const test = service();
    const begin = BigInt(Date.now()) * 1_000_000n - 7_200n * SECOND;
    await test.write(2_000, i => begin + BigInt(i) * 3n * SECOND);
    await test.written_();
    const back = await everyPage(test, 300);
    expectAll(back, 2_000);
    expect(back.map(numberOf)).toEqual(back.map((_, i) => i));
    const forth: LogLine[] = [];
    let after: string | undefined = back[0].cursor;
    while (after) {
      const page = await test.page({ after, limit: 700 });
      forth.push(...linesOf(page.records));
      after = page.newerCursor;
    }
    expect(forth.map(({ cursor }) => cursor)).toEqual(
      back.slice(1).map(({ cursor }) => cursor),
    );
  });

  it.each([2, 7, 25])(
    'trap: a page boundary inside one nanosecond (pages of %p)',
    async limit => {
      const test = service();
      const begin = BigInt(Date.now()) * 1_000_000n - 60n * SECOND;
      // Six lines of two streams at each time.
      await test.write(60, i => begin + BigInt(Math.floor(i / 6)));
      await test.written_();
      expectAll(await everyPage(test, limit), 60);
    },
  );

  it('trap: 5,000 equal timestamps', async () => {
    const test = service();
    const at = BigInt(Date.now()) * 1_000_000n - 60n * SECOND;
    await test.write(5_000, () => at);
    await test.written_();
    expectAll(await everyPage(test, 900), 5_000);
    expect((await test.page({ limit: 5_000 })).records).toHaveLength(5_000);
  });

  it('trap: more equal timestamps than Loki gives at once are an exact gap', async () => {
    const test = service();
    const at = BigInt(Date.now()) * 1_000_000n - 60n * SECOND;
    await test.write(5_700, () => at);
    await test.writeTo(test.pods[0], [
      { line: 'before n=-1', ns: at - 1n },
      { line: 'a second before', ns: at - SECOND },
      { line: 'after', ns: at + 1n },
    ]);
    await test.written_(5_703);
    const page = await test.page({ limit: 5_000 });
    const gaps = page.records.filter(({ type }) => type === 'gap');
    expect(gaps).toMatchObject([
      { count: 700, reason: 'source-limit', from: String(at), to: String(at) },
    ]);
    const lines = await everyPage(test, 5_000);
    expect(lines).toHaveLength(5_003);
    expect(lines.slice(0, 2).map(({ text }) => text)).toEqual([
      'a second before',
      'before n=-1',
    ]);
  });

  it('trap: lines that are the same in every way are shown as often as Loki has them', async () => {
    const test = service();
    const at = BigInt(Date.now()) * 1_000_000n - 60n * SECOND;
    // Different to Loki, the same once masked.
    await test.writeTo(test.pods[0], [
      { line: 'password=first', ns: at },
      { line: 'password=second', ns: at },
      { line: 'password=third', ns: at },
    ]);
    await test.written_(3);
    const lines = await everyPage(test, 1);
    expect(lines.map(({ text }) => text)).toEqual(
      Array(3).fill('password=***'),
    );
    expect(new Set(lines.map(({ cursor }) => cursor)).size).toBe(3);
  });

  it('trap: 50 cut tails lose nothing and tell nothing twice', async () => {
    const test = service();
    const watching = new Watching(test.source, { tail: 200 }, test.scope);
    await waitFor('a tail', () => proxy.tails > 0);
    for (let cut = 0; cut < 50; cut++) {
      const opened = proxy.tailsOpened;
      await test.write(20);
      proxy.cutTails();
      await test.write(20);
      await waitFor('another tail', moreTails(opened));
    }
    await watching.until(
      'all lines',
      () => watching.lines.length >= 2_000,
      30_000,
    );
    expectAll(watching.lines, 2_000);
    expect(watching.of('gap')).toEqual([]);
    watching.live.close();
  });

  it('trap: a tail that is held up and drops entries', async () => {
    const test = service({
      timings: { againMs: 30_000 },
      queueBytes: 256 * 1024 * 1024,
    });
    const watching = new Watching(test.source, { tail: 10 }, test.scope);
    await waitFor('a tail', () => proxy.tails > 0);
    await test.write(10);
    await watching.until('the first', () => watching.lines.length === 10);
    proxy.holdTails();
    for (let i = 0; i < 40; i++) {
      await loki.pushPod(
        { namespace: test.namespace, pod: test.pods[0], container: 'noise' },
        Array.from(
          { length: 100 },
          (_, n) => `noise ${i} ${n} ${'x'.repeat(2_000)}`,
        ),
      );
      await test.write(10);
    }
    proxy.releaseTails();
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

  it('counts what is there, by level and step, as the lines themselves say', async () => {
    const test = service();
    const now = BigInt(Date.now()) * 1_000_000n;
    const begin = now - (now % (60n * SECOND)) - 600n * SECOND;
    // Never on an edge between two steps.
    await test.write(300, i => begin + BigInt(i) * 2n * SECOND + 1n);
    await test.writeTo(test.pods[0], [
      { line: 'level=error boom', ns: begin + 61n * SECOND },
    ]);
    await test.written_(301);
    const volume = (given: GivenFilters) =>
      test.source.volume(test.scope, {
        filter: createFilter(given),
        from: begin,
        until: begin + 600n * SECOND,
        buckets: 11,
      });
    const counted = await volume({});
    const read = await volume({ text: 'l' });
    expect(counted.stepSeconds).toBe(60);
    expect(counted.buckets).toEqual(read.buckets);
    expect(counted.buckets.slice(0, 2).map(({ counts }) => counts)).toEqual([
      { info: 30 },
      { info: 30, error: 1 },
    ]);
    expect((await volume({ level: 'error' })).buckets[1].counts).toEqual({
      error: 1,
    });
    const errors = new ErrorLines({
      upstreams: [lokiUpstream(loki.url)],
      clock: () => new Date(),
    });
    const counts = await errors.errorLines('local', { sinceSeconds: 3_600 });
    expect(counts?.get(podKey(test.namespace, test.pods[0]))).toBe(1);
    const trend = await errors.errorTrend('local', {
      sinceSeconds: 3_600,
      stepSeconds: 60,
    });
    const values = trend?.counts.get(podKey(test.namespace, test.pods[0]));
    expect(values?.reduce((sum, value) => sum + value, 0)).toBe(1);
  });

  it("takes LogQL of one's own, and lets none of it leave the service", async () => {
    const test = service();
    await test.write(20);
    const other = service();
    await other.write(20);
    await test.written_();
    await other.written_();
    const texts = async (logql: string) =>
      linesOf((await test.page({ logql })).records).map(numberOf);
    expect(await texts('{container="web"} |~ "n=1[0-3]$"')).toEqual([
      10, 11, 12, 13,
    ]);
    expect(await texts('{container="web"} | logfmt | n >= 18')).toEqual([
      18, 19,
    ]);
    for (const logql of [
      `{namespace="${other.namespace}"}`,
      `{namespace=~".+"} | namespace="${other.namespace}"`,
      `{container="x\\"} or {namespace=\\"${other.namespace}"}`,
      '{container=`"} or {namespace=~".+`}',
    ]) {
      expect(await texts(logql)).toEqual([]);
    }
  });

  it('fifty viewers of one service cost one tail, and see the same', async () => {
    const test = service();
    await test.write(30);
    await test.written_();
    const opened = proxy.tailsOpened;
    const viewers = Array.from(
      { length: 50 },
      () => new Watching(test.source, { tail: 10 }, test.scope),
    );
    await waitFor('a tail', () => proxy.tails > 0);
    await test.write(20);
    for (const viewer of viewers) {
      await viewer.until('30 lines', () => viewer.lines.length >= 30);
      expect(viewer.lines.map(numberOf)).toEqual(
        Array.from({ length: 30 }, (_, i) => i + 20),
      );
    }
    expect(proxy.tailsOpened - opened).toBe(1);
    const before = heapBytes();
    const idle = Array.from({ length: 200 }, () =>
      test.source.follow(test.scope, { filter: createFilter({}), tail: 0 }),
    );
    await new Promise(setImmediate);
    const each = (heapBytes() - before) / idle.length;
    process.stdout.write(`memory of one viewer: ${Math.round(each)} bytes\n`);
    expect(each).toBeLessThan(20_000);
    for (const log of idle) log.close();
    for (const viewer of viewers) viewer.live.close();
  });

  it('trap: a Loki that restarts loses nothing of what it took', async () => {
    const test = service();
    const watching = new Watching(test.source, { tail: 200 }, test.scope);
    await waitFor('a tail', () => proxy.tails > 0);
    await test.write(50);
    proxy.cutTails();
    await test.write(50);
    await loki.control.kill();
    await watching.until(
      'the failure told',
      () => watching.of('error').length > 0,
      30_000,
    );
    await loki.control.restart();
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
    expect(proxy.queries.length).toBeGreaterThan(100);
    for (const { path, query } of proxy.queries) {
      const selectors = query.match(/\{[^}]*namespace=[^}]*/g) ?? [];
      expect([path, selectors.length]).toEqual([path, 1]);
      expect(scopes.some(scope => query.includes(`{${scope}`))).toBe(true);
    }
  });
});
