// One suite for all sources: the test files beside this folder name them.
/* eslint-disable jest/no-export, jest/expect-expect */
import { createFilter } from '../../pure/filter';
import type { LogSource } from '../../types';
import { Watching } from '../viewer';
import {
  byPlace,
  cursorsOf,
  expectInOrder,
  expectSame,
  minuteAgo,
  Script,
  tick,
} from './script';
import type { ByNature, LogService } from './types';

const PATIENCE = 30_000;

/** Following: the past, what comes, cuts, cursors, and its end. */
export function liveContract(
  create: () => Promise<LogService>,
  nature: ByNature,
): void {
  let service: LogService;
  let script: Script;
  let open: Watching[] = [];

  beforeEach(async () => {
    service = await create();
    script = new Script(service);
  });

  afterEach(() => {
    for (const { live } of open.splice(0)) live.close();
    open = [];
  });

  function watch(
    query: ConstructorParameters<typeof Watching>[1] = {},
    source: LogSource = service.source,
  ) {
    const watching = new Watching(source, query, service.scope);
    open.push(watching);
    return watching;
  }

  /** Then lines come as they are written, not only in the end. */
  async function followed(watching: Watching) {
    await watching.until(
      'it is followed',
      () => service.following() === service.followedBy,
      PATIENCE,
    );
  }

  function moreOpened(): () => boolean {
    const { opened } = service;
    const before = opened();
    return () => opened() > before;
  }

  async function has(watching: Watching, count: number) {
    await watching.until(
      `${count} lines`,
      () => watching.lines.length >= count,
      PATIENCE,
    );
  }

  it('begins with the end of the past and goes on with what comes, in order', async () => {
    const past = 8 * (nature.parts?.count ?? 1);
    const begin = minuteAgo();
    await script.write(30, i => begin + BigInt(i) * 1_000_000n);
    const watching = watch({ tail: 8 });
    const onlyNew = watch({ tail: 0 });
    await has(watching, past);
    await followed(watching);
    for (let i = 0; i < 4; i++) await script.write(10);
    await has(watching, past + 40);
    await has(onlyNew, 40);
    const shown = script.written.slice(30 - past);
    expectSame(service, watching.lines, shown, nature);
    expectSame(service, onlyNew.lines, script.written.slice(30), nature);
    expectInOrder(service, watching.lines);
    expect(watching.of('gap')).toEqual([]);
  });

  it('loses nothing and tells nothing twice when it is cut 50 times', async () => {
    const watching = watch({ tail: 2_000 });
    await followed(watching);
    for (let cut = 0; cut < 50; cut++) {
      const another = moreOpened();
      await script.write(7);
      service.cut();
      await script.write(3);
      await watching.until('another', another, PATIENCE);
    }
    await has(watching, 500);
    expectSame(service, watching.lines, script.written, nature);
    expectInOrder(service, watching.lines);
    expect(watching.of('gap')).toEqual([]);
  });

  it('goes on behind a cursor: of what is held, of what is not, and with what comes', async () => {
    await script.write(20);
    const first = watch();
    await has(first, 20);
    const shown = byPlace(service, first.lines);
    first.live.close();
    // More than any source looks at when it begins.
    const meanwhile = tick();
    await script.write(2_400, i => meanwhile + BigInt(i) * 1_000n);
    const after = shown[9].cursor;
    const others = [watch({ after }), watch({ after }, service.again())];
    for (const other of others) await has(other, 2_410);
    await script.write(10);
    for (const other of others) {
      await has(other, 2_420);
      expect(cursorsOf(byPlace(service, other.lines)).slice(0, 10)).toEqual(
        cursorsOf(shown).slice(10),
      );
      const seen = new Set(shown.slice(0, 10).map(({ text }) => text));
      expectSame(
        service,
        other.lines,
        script.written.filter(({ text }) => !seen.has(text)),
        nature,
      );
      expect(other.of('gap')).toEqual([]);
    }
  });

  it('gives a line the same cursor live and in the past', async () => {
    const watching = watch();
    await followed(watching);
    const at = tick();
    await script.write(40, i => at + BigInt(Math.floor(i / 8)));
    await has(watching, 40);
    const later = watch({ tail: 40 }, service.again());
    await has(later, 40);
    expect(cursorsOf(byPlace(service, later.lines))).toEqual(
      cursorsOf(byPlace(service, watching.lines)),
    );
  });

  it('costs the same connections for fifty viewers, whatever they filter by', async () => {
    const [pod] = service.pods;
    const kinds = [
      { given: {}, wants: () => true },
      { given: { text: 'n=1' }, wants: (text: string) => /n=1/.test(text) },
      {
        given: { level: 'error' },
        wants: (text: string) => /level=error/.test(text),
      },
      { given: { pod }, wants: (_: string, of: string) => of === pod },
    ];
    await script.write(8);
    const viewers = Array.from({ length: 50 }, (_, i) =>
      watch(kinds[i % 4].given),
    );
    await followed(viewers[0]);
    await script.write(12);
    for (const [i, viewer] of viewers.entries()) {
      const { wants } = kinds[i % 4];
      const wanted = script.written.filter(one => wants(one.text, one.pod));
      await has(viewer, wanted.length);
      expectSame(service, viewer.lines, wanted, nature);
    }
    expect(service.opened()).toBe(service.followedBy);
  });

  it('shows masked lines only, and none of the pods beside', async () => {
    const watching = watch();
    const hidden = watch({ text: 'hunter' });
    await followed(watching);
    const ns = tick();
    await service.write([
      { pod: service.foreign, container: 'web', ns, text: 'foreign' },
      { pod: service.pods[0], container: 'web', ns, text: 'password=hunter2' },
    ]);
    await script.write(1, () => ns + 1n);
    await has(watching, 2);
    expect(watching.texts).toEqual(['password=***', script.written[0].text]);
    expect(hidden.lines).toEqual([]);
  });

  it('follows nothing of an entity that names no workloads', async () => {
    await script.write(3);
    const { source } = service;
    const live = source.follow(
      { entityRef: 'component:default/none' },
      { filter: createFilter({}), tail: 10 },
    );
    const next = live.next();
    expect(live.followed()).toBe(0);
    live.close();
    expect(await next).toBeUndefined();
    expect(service.opened()).toBe(0);
  });

  it('ends for one when it is closed, and upstream when nobody is left', async () => {
    const watching = watch();
    const other = service.source.follow(service.scope, {
      filter: createFilter({ text: 'none has this' }),
      tail: 0,
    });
    await followed(watching);
    const next = other.next();
    other.close();
    expect(await next).toBeUndefined();
    await script.write(2);
    await has(watching, 2);
    watching.live.close();
    await watching.until(
      'nothing is followed',
      () => service.following() === 0,
      PATIENCE,
    );
  });

  it('ends upstream when the source is stopped', async () => {
    const watching = watch();
    await followed(watching);
    service.source.stop();
    await watching.until(
      'nothing is followed',
      () => service.following() === 0,
      PATIENCE,
    );
    expect(service.following()).toBe(0);
  });
}
