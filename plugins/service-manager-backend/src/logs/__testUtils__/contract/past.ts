// One suite for all sources: the test files beside this folder name them.
/* eslint-disable jest/no-export, jest/expect-expect */
import { createFilter, GivenFilters } from '../../pure/filter';
import { decodeCursor } from '../../pure/position';
import {
  cursorsOf,
  expectInOrder,
  expectSame,
  linesOf,
  minuteAgo,
  pageOf,
  pagesBack,
  pagesForth,
  Script,
  SECOND,
} from './script';
import type { ByNature, LogService, WrittenLine } from './types';

type Filtered = [
  string,
  (service: LogService) => GivenFilters,
  (line: WrittenLine, service: LogService) => boolean,
];

const FILTERS: Filtered[] = [
  ['text', () => ({ text: 'N=1' }), ({ text }) => text.includes('n=1')],
  ['regex', () => ({ regex: 'n=\\d*7 ' }), ({ text }) => /n=\d*7 /.test(text)],
  [
    'level',
    () => ({ level: 'error,warn' }),
    ({ text }) => /level=(error|warn)/.test(text),
  ],
  [
    'pod',
    ({ pods }) => ({ pod: pods[1] }),
    ({ pod }, { pods }) => pod === pods[1],
  ],
  [
    'container',
    () => ({ container: 'sidecar' }),
    ({ container }) => container === 'sidecar',
  ],
  [
    'field',
    () => ({ field: '{"status":"3"}' }),
    ({ text }) => text.endsWith('status=3'),
  ],
  [
    'all of them',
    ({ pods }) => ({
      pod: pods[0],
      container: 'web',
      level: 'info',
      regex: 'status=[0-2]$',
    }),
    ({ pod, container, text }, { pods }) =>
      pod === pods[0] &&
      container === 'web' &&
      /level=info.*status=[0-2]$/.test(text),
  ],
];

/** Pages, ranges, filters, counts and downloads. */
export function pastContract(
  create: () => Promise<LogService>,
  nature: ByNature,
): void {
  let service: LogService;
  let script: Script;

  beforeEach(async () => {
    service = await create();
    script = new Script(service);
  });

  async function readAll(
    given: GivenFilters & { from?: bigint; until?: bigint } = {},
  ) {
    const { from, until, ...filters } = given;
    const records = [];
    for await (const record of service.source.read(
      service.scope,
      { filter: createFilter(filters), from, until },
      AbortSignal.timeout(30_000),
    )) {
      records.push(record);
    }
    return linesOf({ records });
  }

  async function countsOf(given: GivenFilters, from: bigint, until: bigint) {
    const { buckets } = await service.source.volume(service.scope, {
      filter: createFilter(given),
      from,
      until,
      buckets: 60,
    });
    const sum: Record<string, number> = {};
    for (const [level, count] of buckets.flatMap(one =>
      Object.entries(one.counts),
    )) {
      sum[level] = (sum[level] ?? 0) + count!;
    }
    return sum;
  }

  it('pages back to the first line and forth again, six lines at each nanosecond, whatever the size of a page', async () => {
    const begin = minuteAgo();
    await script.write(60, i => begin + BigInt(Math.floor(i / 6)));
    for (const limit of [2, 7, 25]) {
      const back = await pagesBack(service, { limit });
      expectSame(service, back, script.written, nature);
      expectInOrder(service, back);
      const forth = await pagesForth(service, back[0].cursor, { limit });
      expect(cursorsOf(forth)).toEqual(cursorsOf(back).slice(1));
    }
  });

  it('pages over seconds, the newest lines first', async () => {
    const begin = minuteAgo();
    const written = await script.write(
      200,
      i => begin + BigInt(i) * 200_000_000n,
    );
    const newest = linesOf(await pageOf(service, { limit: 10 }));
    expectSame(service, newest, written.slice(-10), nature);
    expectSame(
      service,
      await pagesBack(service, { limit: 30 }),
      written,
      nature,
    );
  });

  it.each(FILTERS)(
    'pages, downloads and counts by %s alike',
    async (_, givenOf, isWanted) => {
      const begin = minuteAgo();
      await script.write(120, i => begin + BigInt(i) * 10_000_000n);
      const given = givenOf(service);
      const wanted = script.written.filter(line => isWanted(line, service));
      expect(wanted.length).toBeGreaterThan(2);
      const back = await pagesBack(service, { ...given, limit: 5 });
      expectSame(service, back, wanted, nature);
      expectInOrder(service, back);
      const forth = await pagesForth(service, back[0].cursor, {
        ...given,
        limit: 5,
      });
      expect(cursorsOf(forth)).toEqual(cursorsOf(back).slice(1));
      expect(cursorsOf(await readAll(given))).toEqual(cursorsOf(back));
      const levels: Record<string, number> = {};
      for (const { text } of wanted) {
        const level = /level=(\w+)/.exec(text)![1];
        levels[level] = (levels[level] ?? 0) + 1;
      }
      expect(
        await countsOf(given, begin - 5n * SECOND, begin + 10n * SECOND),
      ).toEqual(levels);
    },
  );

  it('takes the begin of a range as inclusive and its end as exclusive, to the nanosecond', async () => {
    const begin = minuteAgo();
    const written = await script.write(10, i => begin + BigInt(i));
    const range = { from: begin + 3n, until: begin + 7n };
    const wanted = written.slice(3, 7);
    expectSame(
      service,
      await pagesBack(service, { ...range, limit: 2 }),
      wanted,
      nature,
    );
    expectSame(service, await readAll(range), wanted, nature);
  });

  it('downloads a whole range in order, as slowly as it is taken', async () => {
    const begin = minuteAgo();
    const written = await script.write(
      1_500,
      i => begin + BigInt(Math.floor(i / 3)) * 20_000_000n,
    );
    const lines = await readAll();
    expectSame(service, lines, written, nature);
    expectInOrder(service, lines);
  });

  it.each([
    ['a page', {}],
    ['a page that is searched for', { text: 'n=' }],
    ['a page behind a cursor', { after: true }],
    ['a volume', { volume: true }],
    ['a volume of what is searched for', { volume: true, text: 'n=' }],
    ['a download', { read: true }],
  ])(
    'ends upstream what is asked for one who has gone: %s',
    async (_, given) => {
      const { after, volume, read, text } = given as Record<string, any>;
      const begin = minuteAgo();
      await script.write(10, i => begin + BigInt(i));
      const first = linesOf(await pageOf(service)).at(0)!;
      const { scope, source } = service;
      const filter = createFilter({ text });
      const place = decodeCursor(scope.entityRef, 'query.after', first.cursor);
      const stop = new AbortController();
      const { signal } = stop;
      service.hold();
      let asked: Promise<unknown>;
      if (read) asked = source.read(scope, { filter }, signal).next();
      else if (volume) {
        const until = begin + 10n * SECOND;
        const query = { filter, from: begin, until, buckets: 10 };
        asked = source.volume(scope, query, signal);
      } else {
        const query = { filter, limit: 5, ...(after && { after: place }) };
        asked = source.page(scope, query, signal);
      }
      const ended = asked.then(
        () => 'answered',
        error => error.name,
      );
      while (service.asked() === 0) await new Promise(setImmediate);
      stop.abort();
      // A download just ends, in its middle, for nobody.
      expect(read ? 'AbortError' : await ended).toBe('AbortError');
      await ended;
      while (service.asked() > 0) await new Promise(setImmediate);
      expect(service.asked()).toBe(0);
    },
  );

  it('has a line that a runtime wrote in fragments as one', async () => {
    const at = minuteAgo();
    const text = `level=info long=${'x'.repeat(40_000)}`;
    const [pod] = service.pods;
    const lines = [text, 'level=info short'].map((one, i) => ({
      pod,
      container: 'web',
      ns: at + BigInt(i),
      text: one,
    }));
    await service.write(lines);
    expectSame(service, await pagesBack(service, {}), lines, nature);
    expectSame(service, await readAll(), lines, nature);
  });

  it('masks secrets wherever lines are read; what is hidden cannot be searched, nor told by counts', async () => {
    const begin = minuteAgo();
    const [pod] = service.pods;
    await service.write(
      ['password=hunter2', 'password=hunter3'].map(text => ({
        pod,
        container: 'web',
        ns: begin,
        text,
      })),
    );
    const masked = ['password=***', 'password=***'];
    const back = await pagesBack(service, { limit: 1 });
    expect(back.map(({ text }) => text)).toEqual(masked);
    expect(new Set(cursorsOf(back)).size).toBe(2);
    expect((await readAll()).map(({ text }) => text)).toEqual(masked);
    for (const given of [
      { text: 'hunter' },
      { regex: 'hunter\\d' },
      { field: '{"password":"hunter2"}' },
    ]) {
      expect(linesOf(await pageOf(service, given))).toEqual([]);
      expect(await readAll(given)).toEqual([]);
      expect(await countsOf(given, begin - SECOND, begin + SECOND)).toEqual({});
    }
    expect(linesOf(await pageOf(service, { text: '=***' }))).toHaveLength(2);
  });

  it('shows nothing of the pods beside, by no filter and no cursor', async () => {
    const begin = minuteAgo();
    const { foreign, scope } = service;
    await service.write(
      Array.from({ length: 10 }, (_, i) => ({
        pod: foreign,
        container: 'web',
        ns: begin + BigInt(i),
        text: `level=info foreign=${i}`,
      })),
    );
    const [own] = await script.write(1, () => begin + 5n);
    const back = await pagesBack(service, { limit: 3 });
    expectSame(service, back, [own], nature);
    for (const given of [{ pod: foreign }, { text: 'foreign' }]) {
      expect(linesOf(await pageOf(service, given))).toEqual([]);
      expect(await readAll(given)).toEqual([]);
    }
    expect(await countsOf({}, begin - SECOND, begin + SECOND)).toEqual({
      info: 1,
    });
    const { pods } = await service.source.sources(scope);
    expect(pods.map(({ name }) => name).sort()).toEqual(
      [...service.pods].sort(),
    );
    // The cursor of a line of theirs opens nothing here.
    expect(() =>
      decodeCursor('component:default/other', 'query.after', back[0].cursor),
    ).toThrow(expect.objectContaining({ code: 'INVALID_CURSOR' }));
    const place = { ns: begin + 8n, stream: 'foreign', ordinal: 0 };
    const page = await service.source.page(scope, {
      filter: createFilter({}),
      before: place,
      limit: 10,
    });
    expectSame(service, linesOf(page), [own], nature);
  });

  it('has nothing of an entity that names no workloads', async () => {
    const begin = minuteAgo();
    await script.write(5, i => begin + BigInt(i));
    service = { ...service, scope: { entityRef: 'component:default/none' } };
    const page = await pageOf(service);
    expect(page.records).toEqual([]);
    expect(page.olderCursor).toBeUndefined();
    expect(page.newerCursor).toBeUndefined();
    expect(await readAll()).toEqual([]);
    expect(await countsOf({}, begin - SECOND, begin + SECOND)).toEqual({});
    expect((await service.source.sources(service.scope)).pods).toEqual([]);
  });
}
