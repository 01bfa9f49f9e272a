import type { LogLine } from '@vtasker/backstage-plugin-service-manager-common';
import fc from 'fast-check';
import { FakeLoki } from '../../__testUtils__/FakeLoki';
import { FakeWorkloads } from '../../__testUtils__/FakeWorkloads';
import {
  lokiScope,
  lokiSource,
  lokiUpstream,
} from '../../__testUtils__/lokiSource';
import { NOON } from '../../__testUtils__/viewer';
import { createFilter, GivenFilters } from '../../pure/filter';
import { decodeCursor } from '../../pure/position';
import type { LokiLogSource } from './LokiLogSource';

const POD = 'web-5d8f7c6b9b-x2k4p';
const OTHER = 'web-5d8f7c6b9b-q7w8z';
const SECOND = 1_000_000_000n;
const scope = lokiScope('web');

jest.setTimeout(20_000);

describe('the past out of Loki', () => {
  let loki: FakeLoki;
  let source: LokiLogSource;
  let workloads: FakeWorkloads;

  beforeEach(async () => {
    loki = await FakeLoki.start();
    workloads = new FakeWorkloads([{ name: 'web', pods: [POD] }]);
    source = lokiSource({
      upstreams: [lokiUpstream(loki.url)],
      workloads,
      clock: () => new Date(Number(NOON / 1_000_000n) + 60_000),
    });
  });

  afterEach(async () => {
    source.stop();
    await loki.stop();
  });

  type Given = GivenFilters & {
    before?: string;
    after?: string;
    limit?: number;
    from?: bigint;
    until?: bigint;
  };

  function page(query: Given = {}) {
    const { before, after, limit = 500, from, until, ...given } = query;
    const at = (cursor: string | undefined) =>
      cursor && decodeCursor(scope.entityRef, 'query.before', cursor);
    return source.page(scope, {
      filter: createFilter(given),
      limit,
      from,
      until,
      before: at(before) || undefined,
      after: at(after) || undefined,
    });
  }

  function linesOf({ records }: { records: Array<{ type: string }> }) {
    return records.filter(({ type }) => type === 'line') as LogLine[];
  }

  async function textsOf(query?: Given) {
    return linesOf(await page(query)).map(({ text }) => text);
  }

  async function all(limit: number, query: Given = {}) {
    const lines: LogLine[] = [];
    let before: string | undefined;
    do {
      const found = await page({ ...query, before, limit });
      expect(linesOf(found).length).toBeLessThanOrEqual(limit);
      lines.unshift(...linesOf(found));
      before = found.olderCursor;
    } while (before);
    return lines;
  }

  it('any lines, however many share a nanosecond: every page boundary loses none and repeats none, and the cursors are the same both ways', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            ns: fc.integer({ min: 0, max: 6 }),
            pod: fc.constantFrom(POD, OTHER),
            text: fc.constantFrom('a', 'b', 'c', 'password=a', 'password=b'),
            stream: fc.constantFrom('stdout', 'stderr'),
            trace: fc.constantFrom('', '1', '2'),
          }),
          { maxLength: 40 },
        ),
        fc.integer({ min: 1, max: 9 }),
        async (given, limit) => {
          const mine = await FakeLoki.start();
          // The limit that Loki has is met as well.
          mine.maxEntries = 45;
          for (const { ns, pod, text, stream, trace } of given) {
            mine.push(pod, NOON + BigInt(ns), text, {
              labels: { stream },
              metadata: trace ? { trace } : {},
            });
          }
          source = lokiSource({
            upstreams: [lokiUpstream(mine.url)],
            workloads,
            clock: () => new Date(Number(NOON / 1_000_000n) + 60_000),
          });
          const back = await all(limit, { from: NOON - 1n });
          expect(back.map(({ text }) => text).sort()).toEqual(
            given.map(({ text }) => text.replace(/=.*/, '=***')).sort(),
          );
          const cursors = back.map(({ cursor }) => cursor);
          expect(new Set(cursors).size).toBe(given.length);
          const forth: string[] = [];
          let after: string | undefined = cursors[0];
          while (after) {
            const found = await page({ after, limit, until: NOON + SECOND });
            forth.push(...linesOf(found).map(({ cursor }) => cursor));
            after = found.newerCursor;
          }
          expect(forth).toEqual(cursors.slice(1));
          await mine.stop();
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  it('trap: nanoseconds are never numbers', async () => {
    const ns = 1_569_266_497_240_578_123n;
    expect(BigInt(Number(ns))).not.toBe(ns);
    loki.push(POD, ns, 'old');
    const [line] = linesOf(
      await page({ from: ns - 1n, until: ns + SECOND, limit: 5 }),
    );
    expect(line.ns).toBe('1569266497240578123');
    expect((await page({ before: line.cursor, from: ns })).records).toEqual([]);
  });

  it('trap: more lines of one nanosecond than Loki gives are an exact gap', async () => {
    loki.maxEntries = 10;
    loki.push(POD, NOON - SECOND, 'a second before');
    for (let i = 0; i < 25; i++) loki.push(POD, NOON, `n=${i}`);
    loki.push(POD, NOON + 1n, 'after');
    const { records } = await page({ limit: 100 });
    expect(records.filter(({ type }) => type === 'gap')).toMatchObject([
      { from: String(NOON), count: 15, reason: 'source-limit' },
    ]);
    expect(linesOf({ records })).toHaveLength(12);
  });

  it('trap: what is hidden cannot be searched: no text reaches Loki, and masked lines are searched', async () => {
    loki.push(POD, NOON, 'password=hunter2 ok');
    for (const given of [
      { text: 'hunter2' },
      { regex: 'hunter\\d' },
      { field: '{"password":"hunter2"}' },
      { logql: '{container="web"} |= "hunter2"' },
      { logql: '{container="web"} |~ "password=h.*"' },
      { logql: '{container="web"} | logfmt | password="hunter2"' },
      { logql: '{container="web"} | logfmt | password=~"h.*"' },
    ]) {
      expect(await textsOf(given)).toEqual([]);
      const { buckets } = await source.volume(scope, {
        filter: createFilter(given),
        from: NOON - SECOND,
        until: NOON + SECOND,
        buckets: 2,
      });
      expect(buckets.every(({ counts }) => !Object.keys(counts).length)).toBe(
        true,
      );
    }
    expect(await textsOf({ text: '=*** ok' })).toEqual(['password=*** ok']);
    expect(await textsOf({ logql: '{pod=~".+"} |= "***"' })).toHaveLength(1);
    expect(loki.queries.join('\n')).not.toContain('hunter');
    expect(loki.queries.join('\n')).not.toContain('***');
  });

  it('a private key is hidden although the page begins in its middle, or all of it has one time', async () => {
    const short = 'Zk9qd0hVbz0=';
    loki.push(POD, NOON, short);
    loki.push(POD, NOON + 1n, '-----END RSA PRIVATE KEY-----');
    loki.push(POD, NOON + 2n, 'and then');
    for (const text of [
      '-----BEGIN RSA PRIVATE KEY-----',
      'MIIEpAIBAAKCAQEA1',
      'c2VjcmV0',
      '-----END RSA PRIVATE KEY-----',
    ]) {
      loki.push(POD, NOON + SECOND, text);
    }
    const texts = await textsOf();
    expect(texts).toContain('and then');
    expect(texts.join('\n')).not.toMatch(/Zk9q|MIIE|c2Vj/);
  });

  it('the level is what Loki detected, else what the line says; a filter by it leaves lines out in Loki already', async () => {
    loki.push(POD, NOON, 'error: x', { metadata: { detected_level: 'info' } });
    loki.push(POD, NOON + 1n, 'error: y', {
      metadata: { detected_level: 'unknown' },
    });
    loki.push(POD, NOON + 2n, 'level=warn z');
    loki.push(POD, NOON + 3n, 'w', {
      metadata: { detected_level: 'critical' },
    });
    expect(linesOf(await page()).map(({ level }) => level)).toEqual([
      'info',
      'error',
      'warn',
      'fatal',
    ]);
    expect(await textsOf({ level: 'error,fatal' })).toEqual(['error: y', 'w']);
    const query = loki.queries.findLast(one => one.includes('detected'));
    expect(query).toMatch(/\} \| detected_level!~"[a-z|]*\binfo\b[a-z|]*"$/);
    expect(query).not.toMatch(/\bcritical\b|\berror\b|unknown/);
  });

  it('counts in Loki where no text decides, else by reading', async () => {
    loki.push(POD, NOON + 1n, 'a', { metadata: { detected_level: 'error' } });
    loki.push(POD, NOON + 2n, 'b', { metadata: { detected_level: 'warning' } });
    loki.push(OTHER, NOON + SECOND + 1n, 'a');
    loki.push('web-other', NOON + SECOND + 1n, 'a');
    const volume = (given: GivenFilters) =>
      source.volume(scope, {
        filter: createFilter(given),
        from: NOON,
        until: NOON + 2n * SECOND,
        buckets: 3,
      });
    const countsOf = async (given: GivenFilters) =>
      (await volume(given)).buckets.map(({ counts }) => counts);
    expect(await countsOf({})).toEqual([{ error: 1, warn: 1 }, { unknown: 1 }]);
    expect(loki.queries.at(-1)).toContain('count_over_time');
    expect(await countsOf({ pod: OTHER })).toEqual([{}, { unknown: 1 }]);
    expect(await countsOf({ level: 'warn' })).toEqual([{ warn: 1 }, {}]);
    expect(await countsOf({ text: 'a' })).toEqual([
      { error: 1 },
      { unknown: 1 },
    ]);
    expect(loki.queries.at(-1)).not.toContain('count_over_time');
  });

  it('finds the lines of pods that are gone, and says which there are', async () => {
    loki.push(OTHER, NOON, 'gone');
    loki.push('web-api-5d8f7c6b9b-x2k4p', NOON, 'of another');
    expect(await textsOf()).toEqual(['gone']);
    const { pods, why } = await source.sources(scope);
    expect(why).toContain('Loki (loki)');
    expect(pods).toMatchObject([
      { name: POD, running: true },
      { name: OTHER, running: false, containers: [{ name: 'web' }] },
    ]);
  });

  it('shows the instance before a restart alone, when asked', async () => {
    workloads.set([
      {
        name: 'web',
        pods: [POD],
        restarts: { count: 1, startedAt: '2026-03-01T12:00:00Z' },
      },
    ]);
    loki.push(POD, NOON - 1n, 'panic');
    loki.push(POD, NOON, 'again');
    expect(await textsOf({ previous: 'true' })).toEqual(['panic']);
    expect(linesOf(await page()).map(({ previous }) => previous)).toEqual([
      true,
      undefined,
    ]);
  });

  it.each([
    ['503', { status: 503, body: 'too busy' }, 503, /too busy/],
    [
      'HTML',
      { headers: { 'content-type': 'text/html' }, body: '<html>Sign in' },
      503,
      /not Loki: it sent a web page/,
    ],
    ['413', { status: 413, body: 'too large' }, 503, /too large/],
    ['401', { status: 401, body: 'no' }, 503, /refused the credentials/],
    ['cut in its middle', { body: '{"data":', cut: true }, 503, /cut off/],
  ])(
    'a Loki that answers %s is told in words',
    async (_, fault, status, words) => {
      loki.fault = () => fault;
      await expect(
        page({ from: NOON, until: NOON + 1n }),
      ).rejects.toMatchObject({
        status,
        code: 'DEPENDENCY_UNAVAILABLE',
        message: expect.stringMatching(words),
        nextStep: expect.any(String),
      });
    },
    20_000,
  );

  it('of two Lokis one that fails is told, and the lines of the other are shown', async () => {
    const other = await FakeLoki.start();
    source = lokiSource({
      upstreams: [
        lokiUpstream(loki.url, { clusters: ['local'] }),
        lokiUpstream(other.url, { name: 'other', clusters: ['east'] }),
      ],
      workloads: new FakeWorkloads([
        { name: 'web', pods: [POD] },
        { name: 'web', cluster: 'east', pods: [POD] },
      ]),
      clock: () => new Date(Number(NOON / 1_000_000n) + 60_000),
    });
    loki.push(POD, NOON + 1n, 'here');
    other.fault = () => ({ status: 401 });
    const found = await page();
    expect(linesOf(found).map(({ text }) => text)).toEqual(['here']);
    expect(found.notices).toEqual([
      'The lines of east are missing: other refused the credentials of the configuration (401).',
    ]);
    const volume = await source.volume(scope, {
      filter: createFilter({}),
      from: NOON,
      until: NOON + SECOND,
      buckets: 2,
    });
    expect(volume.buckets[0].counts).toEqual({ unknown: 1 });
    expect(volume.notices).toEqual([
      expect.stringContaining('The lines of east are not counted'),
    ]);
    // A file that lacks a cluster must not look whole.
    const lines = source.read(
      scope,
      { filter: createFilter({}), from: NOON },
      AbortSignal.timeout(5_000),
    );
    await expect(
      (async () => {
        for await (const line of lines) expect(line.type).toBe('line');
      })(),
    ).rejects.toThrow('refused the credentials');
    await other.stop();
  });
});
