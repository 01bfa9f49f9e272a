/* eslint jest/expect-expect: ["warn", { "assertFunctionNames": ["expect", "expectAll"] }] */
import { describeWith, START_TIMEOUT_MILLIS } from '@internal/testbed';
import { lokiUpstream } from './__testUtils__/lokiSource';
import {
  everyPage,
  expectAll,
  linesOf,
  numberOf,
  RealLoki,
  SECOND,
} from './__testUtils__/realLoki';
import { createFilter, GivenFilters } from './pure/filter';
import { ErrorLines, podKey } from './sources/loki';

jest.setTimeout(START_TIMEOUT_MILLIS);

describeWith('loki', 'the past out of a real Loki', () => {
  let real: RealLoki;

  beforeAll(async () => {
    real = await RealLoki.start();
  });

  afterEach(() => real.clear());

  afterAll(() => real?.stop());

  it('trap: 5,000 equal timestamps', async () => {
    const test = real.service();
    const at = BigInt(Date.now()) * 1_000_000n - 60n * SECOND;
    await test.write(5_000, () => at);
    await test.written_();
    expectAll(await everyPage(test, 900), 5_000);
    expect((await test.page({ limit: 5_000 })).records).toHaveLength(5_000);
  });

  it('trap: more equal timestamps than Loki gives at once are an exact gap', async () => {
    const test = real.service();
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
    const test = real.service();
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

  it('counts what is there, by level and step, as the lines themselves say', async () => {
    const test = real.service();
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
      upstreams: [lokiUpstream(real.loki.url)],
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
    const test = real.service();
    await test.write(20);
    const other = real.service();
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

  it('no query has reached Loki without our matchers', () => {
    const { all, unscoped } = real.queries();
    expect(all).toBeGreaterThan(20);
    expect(unscoped).toEqual([]);
  });
});
