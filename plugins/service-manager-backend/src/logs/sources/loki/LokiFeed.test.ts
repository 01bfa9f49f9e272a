import { FakeLoki } from '../../__testUtils__/FakeLoki';
import { FakeWorkloads } from '../../__testUtils__/FakeWorkloads';
import {
  lokiScope,
  lokiSource,
  lokiUpstream,
} from '../../__testUtils__/lokiSource';
import { Watching } from '../../__testUtils__/viewer';
import type { LokiLogSource } from './LokiLogSource';

const POD = 'web-5d8f7c6b9b-x2k4p';
const NEXT = 'web-7c9d8b6f5b-q7w8z';
const scope = lokiScope('web');

describe('live lines out of Loki', () => {
  let loki: FakeLoki;
  let workloads: FakeWorkloads;
  const sources: LokiLogSource[] = [];
  let written: number;

  beforeEach(async () => {
    loki = await FakeLoki.start();
    workloads = new FakeWorkloads([{ name: 'web', pods: [POD] }]);
    written = 0;
  });

  afterEach(async () => {
    for (const source of sources.splice(0)) source.stop();
    await loki.stop();
  });

  type Timings = NonNullable<Parameters<typeof lokiSource>[0]['timings']>;

  function create(timings: Timings = {}) {
    const source = lokiSource({
      upstreams: [lokiUpstream(loki.url)],
      workloads,
      timings: { holdMs: 20, releaseMs: 5, againMs: 60_000, ...timings },
    });
    sources.push(source);
    return source;
  }

  function watch(
    source: LokiLogSource,
    query: ConstructorParameters<typeof Watching>[1] = {},
  ) {
    return new Watching(source, query, scope);
  }

  function write(count = 1, pod = POD) {
    for (let i = 0; i < count; i++) {
      const ns = BigInt(Date.now()) * 1_000_000n + BigInt(written);
      loki.push(pod, ns, `n=${written++}`);
    }
  }

  function all(count = written): string[] {
    return Array.from({ length: count }, (_, i) => `n=${i}`);
  }

  function sorted(texts: string[]): string[] {
    return [...texts].sort(
      (one, other) => Number(one.slice(2)) - Number(other.slice(2)),
    );
  }

  it('trap: what a tail dropped is read again, without a gap', async () => {
    const watching = watch(create());
    await watching.until('a tail', () => loki.tails === 1);
    write(3);
    loki.drops = text => Number(text.slice(2)) % 2 === 1;
    write(10);
    await watching.until('all', () => watching.lines.length === written);
    expect(sorted(watching.texts)).toEqual(all());
    expect(watching.of('gap')).toEqual([]);
    watching.live.close();
  });

  it('trap: what a tail dropped and did not tell is found by the next look', async () => {
    const watching = watch(create({ againMs: 200 }));
    await watching.until('a tail', () => loki.tails === 1);
    loki.drops = () => true;
    loki.tellsDrops = false;
    write(10);
    await watching.until('all', () => watching.lines.length === 10);
    expect(sorted(watching.texts)).toEqual(all());
    watching.live.close();
  });

  it('trap: lines that a tail tells again are told once', async () => {
    const watching = watch(create());
    await watching.until('a tail', () => loki.tails === 1);
    write(5);
    loki.cutTails();
    await watching.until('another', () => loki.tails === 1);
    loki.repeat(5);
    write(1);
    await watching.until('all', () => watching.lines.length >= 6);
    expect(sorted(watching.texts)).toEqual(all());
    watching.live.close();
  });

  it('trap: a tail that ends after an hour, or is closed when blocked, is opened again and nothing is missing', async () => {
    const watching = watch(create());
    const isOpen = () => loki.tails === 1;
    for (let i = 0; i < 5; i++) {
      await watching.until('a tail', isOpen);
      write(3);
      loki.cutTails(1011, 'reached tail max duration limit');
      write(3);
    }
    await watching.until('all', () => watching.lines.length === written);
    expect(sorted(watching.texts)).toEqual(all());
    expect(watching.of('error')).toEqual([]);
    watching.live.close();
  });

  it('trap: where there is no place for a tail it is polled, and asked for again', async () => {
    loki.maxTails = 0;
    const watching = watch(create({ pollMs: 50, slotMs: 300 }));
    await watching.until('a look', () => loki.queries.length > 2);
    write(3);
    await watching.until('polled', () => watching.lines.length === 3);
    expect(loki.tailsOpened).toBe(0);
    loki.maxTails = 10;
    await watching.until('a tail', () => loki.tails === 1);
    write(2);
    await watching.until('all', () => watching.lines.length === written);
    expect(sorted(watching.texts)).toEqual(all());
    watching.live.close();
  });

  it('trap: a tail that never opens (several tenants, a proxy without WebSockets) is polled for, and what is read again does not grow', async () => {
    loki.fault = path => (path.endsWith('/tail') ? { status: 400 } : undefined);
    const begin = BigInt(Date.now()) * 1_000_000n;
    const watching = watch(
      create({
        pollMs: 10,
        reconnectMs: 10,
        reconnectMaxMs: 20,
        overlapMs: 0,
        doubtMs: 300,
      }),
    );
    write(3);
    await watching.until('polled', () => watching.lines.length === 3);
    await watching.until('what is read begins later', () =>
      loki.begins.some(one => one > begin + 1_000_000_000n),
    );
    write(2);
    await watching.until('all', () => watching.lines.length === written);
    expect(sorted(watching.texts)).toEqual(all());
    expect(watching.of('error')).toEqual([]);
    expect(loki.tailsOpened).toBe(0);
    watching.live.close();
  });

  it('trap: interruptions that recur do not make it read back ever further', async () => {
    const begin = BigInt(Date.now()) * 1_000_000n;
    const watching = watch(
      create({ pollMs: 10, reconnectMaxMs: 20, overlapMs: 0, doubtMs: 300 }),
    );
    await watching.until('what is read begins later', () => {
      loki.cutTails();
      return loki.begins.some(one => one > begin + 1_000_000_000n);
    });
    write(2);
    await watching.until('them', () => watching.lines.length === written);
    expect(sorted(watching.texts)).toEqual(all());
    watching.live.close();
  });

  it('trap: a late line is told, and marked', async () => {
    const watching = watch(create());
    await watching.until('a tail', () => loki.tails === 1);
    const now = BigInt(Date.now()) * 1_000_000n;
    loki.push(POD, now, 'second');
    await watching.until('it', () => watching.lines.length === 1);
    loki.push(POD, now - 1n, 'first');
    await watching.until('the other', () => watching.lines.length === 2);
    expect(watching.lines.map(({ text, late }) => [text, late])).toEqual([
      ['second', undefined],
      ['first', true],
    ]);
    watching.live.close();
  });

  it('a line of long ago that comes while the past is read is shown once', async () => {
    const old = BigInt(Date.now() - 60_000) * 1_000_000n;
    let asked = 0;
    loki.fault = path => {
      // Just when the viewer asks for what lies before the live lines.
      if (path.endsWith('query_range') && ++asked === 2) {
        loki.push(POD, old, 'old');
      }
      return undefined;
    };
    loki.push(POD, old - 1n, 'older');
    const source = create({ overlapMs: 0 });
    const [one, other] = [watch(source), watch(source)];
    await one.until('a tail', () => loki.tails === 1);
    write(1);
    await one.until('all', () => one.texts.includes('n=0'));
    await other.until('all', () => other.texts.includes('n=0'));
    for (const { texts } of [one, other]) {
      expect(new Set(texts).size).toBe(texts.length);
    }
    one.live.close();
    other.live.close();
  });

  it('a Loki that is down says so and goes on by itself', async () => {
    const source = create({ pollMs: 50 });
    const watching = watch(source);
    await watching.until('a tail', () => loki.tails === 1);
    write(2);
    await watching.until('them', () => watching.lines.length === 2);
    loki.fault = () => ({ status: 500, body: 'no more space' });
    loki.cutTails();
    await watching.until('the error', () => watching.of('error').length > 0);
    expect(watching.of('error')[0]).toMatchObject({
      code: 'DEPENDENCY_UNAVAILABLE',
      message: expect.stringContaining('no more space'),
      nextStep: expect.any(String),
      retryInMs: expect.any(Number),
    });
    write(5);
    loki.fault = undefined;
    await watching.until('all', () => watching.lines.length === written);
    expect(sorted(watching.texts)).toEqual(all());
    watching.live.close();
  }, 20_000);

  it('trap: a Loki that starts again answers before it has found back what it held', async () => {
    const watching = watch(
      create({ pollMs: 50, doubtAgainMs: 50, overlapMs: 0 }),
    );
    await watching.until('a tail', () => loki.tails === 1);
    write(2);
    await watching.until('them', () => watching.lines.length === 2);
    loki.drops = () => true;
    loki.tellsDrops = false;
    loki.hides = true;
    write(5);
    loki.cutTails();
    const asked = loki.queries.length;
    await watching.until('some looks', () => loki.queries.length > asked + 8);
    expect(watching.lines).toHaveLength(2);
    loki.hides = false;
    await watching.until('all', () => watching.lines.length === written);
    expect(sorted(watching.texts)).toEqual(all());
    watching.live.close();
  });

  it('one that is down at the beginning is waited for', async () => {
    write(3);
    loki.fault = () => ({ status: 429, headers: { 'retry-after': '0' } });
    const watching = watch(create());
    await watching.until(
      'the error',
      () => watching.of('error').length > 0,
      10_000,
    );
    loki.fault = undefined;
    write(2);
    await watching.until(
      'all',
      () => watching.lines.length === written,
      15_000,
    );
    expect(sorted(watching.texts)).toEqual(all());
    watching.live.close();
  }, 30_000);

  it('what was written in a long outage is an exact gap', async () => {
    let now = Date.now();
    const source = lokiSource({
      upstreams: [lokiUpstream(loki.url)],
      workloads,
      clock: () => new Date(now),
      timings: { holdMs: 20, releaseMs: 5, pollMs: 100, catchUpLines: 20 },
    });
    sources.push(source);
    const watching = watch(source, {});
    await watching.until('a tail', () => loki.tails === 1);
    loki.push(POD, BigInt(now) * 1_000_000n - 1n, 'before');
    await watching.until('it has begun', () => watching.lines.length === 1);
    loki.fault = () => ({ status: 503 });
    loki.cutTails();
    loki.maxEntries = 25;
    const begin = BigInt(now) * 1_000_000n;
    for (let i = 0n; i < 300n; i++) {
      loki.push(POD, begin + i * 1_000_000_000n, `n=${i}`);
    }
    now += 300_000;
    loki.fault = undefined;
    await watching.until('a gap', () => watching.of('gap').length > 0, 20_000);
    loki.push(POD, BigInt(now) * 1_000_000n, 'after');
    await watching.until('what follows', () =>
      watching.texts.includes('after'),
    );
    const [gap] = watching.of('gap');
    expect(gap.reason).toBe('source-limit');
    const shown = watching.texts.filter(text => text.startsWith('n='));
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown.length + gap.count!).toBe(300);
    expect(watching.of('gap')).toHaveLength(1);
    watching.live.close();
  }, 40_000);

  it("keeps what comes to LogQL of one's own", async () => {
    const watching = watch(create(), {
      logql: '{container="web"} |~ "n=[13]"',
    });
    await watching.until('a tail', () => loki.tails === 1);
    write(5);
    await watching.until('them', () => watching.lines.length === 2);
    expect(watching.texts).toEqual(['n=1', 'n=3']);
    watching.live.close();
  });

  it('follows pods whose names no rule foresees, and tells who joins', async () => {
    workloads.set([{ name: 'web', kind: 'StatefulSet', pods: ['web-0'] }]);
    const watching = watch(create());
    await watching.until('a tail', () => loki.tails === 1);
    write(2, 'web-0');
    workloads.set([
      { name: 'web', kind: 'StatefulSet', pods: ['web-0', 'odd', NEXT] },
    ]);
    await watching.until(
      'the marker',
      () => watching.of('marker').length === 2,
    );
    await watching.until('another tail', () => loki.tailsOpened === 2);
    write(2, 'odd');
    write(2, 'other-0');
    write(1, 'web-0');
    await watching.until('theirs', () => watching.lines.length >= 5);
    expect(sorted(watching.texts)).toEqual(['n=0', 'n=1', 'n=2', 'n=3', 'n=6']);
    expect(watching.of('marker')[0]).toMatchObject({
      kind: 'pod-joined',
      pod: 'odd',
    });
    watching.live.close();
  });
});
