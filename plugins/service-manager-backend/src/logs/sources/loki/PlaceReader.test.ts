import { FakeLoki } from '../../__testUtils__/FakeLoki';
import { FakeWorkloads } from '../../__testUtils__/FakeWorkloads';
import {
  lokiScope,
  lokiSource,
  lokiUpstream,
} from '../../__testUtils__/lokiSource';
import { NOON } from '../../__testUtils__/viewer';
import { createFilter } from '../../pure/filter';
import type { LokiLogSource } from './LokiLogSource';

const POD = 'web-5d8f7c6b9b-x2k4p';
const SECOND = 1_000_000_000n;
const scope = lokiScope('web');

jest.setTimeout(20_000);

describe('reading a Loki with its limits', () => {
  let loki: FakeLoki;
  let source: LokiLogSource;

  beforeEach(async () => {
    loki = await FakeLoki.start();
    source = lokiSource({
      upstreams: [lokiUpstream(loki.url)],
      workloads: new FakeWorkloads([{ name: 'web', pods: [POD] }]),
      clock: () => new Date(Number(NOON / 1_000_000n) + 60_000),
    });
  });

  afterEach(async () => {
    source.stop();
    await loki.stop();
  });

  async function textsOf({
    limit = 500,
    from,
  }: { limit?: number; from?: bigint } = {}) {
    const filter = createFilter({});
    const { records } = await source.page(scope, { filter, limit, from });
    return records.flatMap(record =>
      record.type === 'line' ? [record.text] : [],
    );
  }

  it.each([1, 2, 3])(
    'trap: the index does not know of lines that are still in memory (%p are written out)',
    async flushed => {
      const HOUR = 3_600n * SECOND;
      loki.push(POD, NOON - 3_000n * HOUR, 'long ago');
      loki.push(POD, NOON - 3n * HOUR, 'three hours ago');
      loki.push(POD, NOON, 'now');
      loki.flushed = flushed;
      const texts = ['long ago', 'three hours ago', 'now'];
      expect(await textsOf()).toEqual(texts);
      const read: string[] = [];
      for await (const line of source.read(
        scope,
        { filter: createFilter({}) },
        AbortSignal.timeout(10_000),
      )) {
        if (line.type === 'line') read.push(line.text);
      }
      expect(read).toEqual(texts);
      // What is empty is still not read.
      const reads = loki.queries.filter(query => query.endsWith('}'));
      expect(reads.length).toBeLessThan(80);
    },
  );

  it('trap: a Loki that has no index/stats is read all the same', async () => {
    loki.push(POD, NOON - 3_600n * 5n * SECOND, 'old');
    loki.fault = path =>
      path.endsWith('/stats') ? { status: 404 } : undefined;
    expect(await textsOf({ from: NOON - 86_400n * SECOND })).toEqual(['old']);
  });

  it('a Loki that gives less at once than others is asked for less', async () => {
    loki.maxEntries = 10;
    for (let i = 0n; i < 35n; i++) loki.push(POD, NOON + i, `n=${i}`);
    expect(await textsOf({ limit: 100 })).toHaveLength(35);
  });

  it('429 with Retry-After is waited for', async () => {
    loki.push(POD, NOON, 'x');
    let asked = 0;
    loki.fault = path =>
      path.endsWith('query_range') && asked++ < 2
        ? { status: 429, headers: { 'retry-after': '0' }, body: 'slow down' }
        : undefined;
    expect(await textsOf()).toEqual(['x']);
    expect(asked).toBeGreaterThan(2);
  });

  it('lines that are too long for one answer of Loki come in several', async () => {
    loki.maxBytes = 40_000;
    for (let i = 0n; i < 300n; i++) {
      loki.push(POD, NOON + i, `n=${i} ${'x'.repeat(500)}`);
    }
    expect(await textsOf({ limit: 300, from: NOON })).toHaveLength(300);
  });

  it('a range that is too long for Loki is asked for in parts', async () => {
    loki.push(POD, NOON - 40n * 86_400n * SECOND, 'old');
    loki.flushed = 1;
    loki.maxRange = 3n * 86_400n * SECOND;
    expect(await textsOf()).toEqual(['old']);
  });
});
