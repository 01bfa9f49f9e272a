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
import type { LokiLogSource } from './sources/loki';

jest.setTimeout(START_TIMEOUT_MILLIS);

const SECOND = 1_000_000_000n;
let services = 0;

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
    const watching = new Watching(test.source, { tail: 10 }, test.scope);
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
      timings: { againMs: 60_000 },
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
    await watching.until(
      'all lines',
      () =>
        watching.lines.filter(({ container }) => container === 'web').length >=
        410,
      60_000,
    );
    expectAll(
      watching.lines.filter(({ container }) => container === 'web'),
      410,
    );
    watching.live.close();
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
    for (const viewer of viewers) viewer.live.close();
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
