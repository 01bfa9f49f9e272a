import { FakeKubelet, failed } from '../../__testUtils__/FakeKubelet';
import { NOON, sourceOf, Watching } from '../../__testUtils__/viewer';
import type { PodLogSource } from './PodLogSource';

jest.setTimeout(30_000);

const MS = 1_000_000n;

describe('the live log of pods', () => {
  let kubelet: FakeKubelet;
  let source: PodLogSource;
  let open: Watching[] = [];
  let n: number;

  beforeEach(() => {
    kubelet = new FakeKubelet();
    kubelet.addPod('web-1');
    source = sourceOf(kubelet);
    n = 0;
  });

  afterEach(() => {
    open.forEach(({ live }) => live.close());
    open = [];
    source.stop();
  });

  function watch(...args: [query?: ConstructorParameters<typeof Watching>[1]]) {
    const watching = new Watching(source, ...args);
    open.push(watching);
    return watching;
  }

  /** Writes numbered lines, `step` apart; several can share a nanosecond. */
  function write(count: number, step = MS, pod = 'web-1') {
    for (let i = 0; i < count; i++) {
      kubelet.write(pod, NOON + BigInt(n) * step, `n=${n}`);
      n++;
    }
  }

  const numbers = (until: number) =>
    Array.from({ length: until }, (_, i) => `n=${i}`);

  it('counts lines of one nanosecond: 5,000 of them, cut in their middle', async () => {
    const watching = watch();
    await watching.until('a follow', () => kubelet.follows() > 0);
    write(2_500, 0n);
    await watching.until(
      'the first half',
      () => watching.lines.length === 2_500,
    );
    const follows = kubelet.follows();
    kubelet.cut();
    write(2_500, 0n);
    await watching.until('another follow', () => kubelet.follows() > follows);
    await watching.until('all', () => watching.lines.length >= 5_000);
    expect(watching.texts).toEqual(numbers(5_000));
    expect(new Set(watching.lines.map(line => line.cursor)).size).toBe(5_000);
  });

  it('trap: times are always asked for, and an end of the log never of a part of it', async () => {
    write(600);
    const first = watch({ tail: 550 });
    await first.until('the past', () => first.lines.length === 550);
    kubelet.cut();
    write(5);
    await first.until('what comes', () => first.lines.length === 555);
    const filterAll = { previous: false, all: true, matches: () => true };
    const scope = {
      entityRef: 'component:default/web',
      target: { entityRef: '', selector: {} },
    };
    await source.page(scope, { filter: filterAll, limit: 5 });
    await source.page(scope, { filter: filterAll, from: NOON, limit: 5 });
    expect(kubelet.opened.length).toBeGreaterThan(4);
    for (const query of kubelet.opened) {
      expect(query.timestamps).toBe(true);
      // The kubelet counts `tailLines` before it looks at `sinceTime`.
      expect(query.tailLines && query.sinceTime).toBeUndefined();
    }
  });

  it('counts before it filters', async () => {
    const watching = watch({ regex: '[02468]$' });
    await watching.until('a follow', () => kubelet.follows() > 0);
    write(11, 1n);
    await watching.until('the first ones', () => watching.lines.length === 6);
    const follows = kubelet.follows();
    kubelet.cut();
    await watching.until('another follow', () => kubelet.follows() > follows);
    write(10, 1n);
    await watching.until('the rest', () => watching.lines.length >= 11);
    expect(watching.texts).toEqual(
      numbers(21).filter(text => /[02468]$/.test(text)),
    );
  });

  it('reads what a restarted container wrote last before it goes on', async () => {
    write(5);
    const watching = watch();
    await watching.until('the past', () => watching.lines.length === 5);
    await watching.until('a follow', () => kubelet.follows() > 0);
    kubelet.cut();
    write(5);
    kubelet.restart('web-1');
    write(5);
    await watching.until('all', () => watching.lines.length >= 15);
    expect(watching.texts).toEqual(numbers(15));
    expect(watching.of('marker').map(({ kind }) => kind)).toEqual([
      'container-restarted',
    ]);
    const shown = watching.records.filter(({ type }) => type !== 'error');
    const at = shown.findIndex(({ type }) => type === 'marker');
    expect(shown[at - 1]).toMatchObject({ text: 'n=9' });
    expect(shown[at + 1]).toMatchObject({ text: 'n=10' });
  });

  it('says that lines are lost when a container was restarted twice meanwhile', async () => {
    write(3);
    const watching = watch();
    await watching.until('a follow', () => kubelet.follows() > 0);
    kubelet.failure = failed(0, 'NetworkError');
    kubelet.cut();
    await watching.until('the error', () => watching.of('error').length > 0);
    kubelet.restart('web-1');
    write(3);
    kubelet.restart('web-1');
    write(3);
    kubelet.failure = undefined;
    await watching.until('the last', () => watching.texts.includes('n=8'));
    expect(watching.texts).not.toContain('n=4');
    expect(watching.of('gap')).toEqual([
      expect.objectContaining({ reason: 'source-dropped' }),
    ]);
    // Nobody knows how many.
    expect(watching.of('gap')[0].count).toBeUndefined();
  });

  it('follows the pod that replaces another, also under the same name', async () => {
    const watching = watch();
    await watching.until('a follow', () => kubelet.follows() > 0);
    write(5);
    kubelet.remove('web-1');
    kubelet.addPod('web-1');
    write(5);
    await watching.until('all', () => watching.lines.length >= 10);
    expect(watching.texts).toEqual(numbers(10));
    await watching.until(
      'both markers',
      () => watching.of('marker').length > 1,
    );
    expect(
      watching
        .of('marker')
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['pod-ended', 'pod-joined']);
  });

  it('takes up new pods by itself, from their first line', async () => {
    const watching = watch();
    await watching.until('a follow', () => kubelet.follows() > 0);
    kubelet.addPod('web-2');
    write(3, MS, 'web-2');
    await watching.until('its lines', () => watching.lines.length === 3);
    expect(watching.lines.every(({ pod }) => pod === 'web-2')).toBe(true);
    expect(watching.live.followed()).toBe(2);
  });

  it('goes on over a rotation, and says when older lines rotated away unread', async () => {
    const watching = watch();
    await watching.until('a follow', () => kubelet.follows() > 0);
    write(4);
    await watching.until('the first file', () => watching.lines.length === 4);
    kubelet.rotate('web-1');
    write(4);
    await watching.until('the second file', () => watching.lines.length === 8);
    expect(watching.of('gap')).toEqual([]);
    kubelet.failure = failed(0, 'NetworkError');
    kubelet.cut();
    await watching.until('the error', () => watching.of('error').length > 0);
    kubelet.rotate('web-1');
    write(4);
    kubelet.failure = undefined;
    await watching.until('the third file', () => watching.lines.length === 12);
    expect(watching.texts).toEqual(numbers(12));
    expect(watching.of('gap')).toMatchObject([
      { reason: 'rotated', message: expect.stringContaining('rotated away') },
    ]);
  });

  it('orders the lines of several pods, and marks those that came too late', async () => {
    kubelet.addPod('web-2');
    const watching = watch();
    await watching.until('two follows', () => kubelet.follows() === 2);
    kubelet.write('web-1', NOON + 2n, 'second');
    kubelet.write('web-2', NOON + 1n, 'first');
    await watching.until('both', () => watching.lines.length === 2);
    kubelet.write('web-2', NOON, 'very late');
    await watching.until('the late one', () => watching.lines.length === 3);
    expect(watching.texts).toEqual(['first', 'second', 'very late']);
    expect(watching.lines.map(({ late }) => late)).toEqual([
      undefined,
      undefined,
      true,
    ]);
  });

  it('goes on behind a cursor, late lines included', async () => {
    kubelet.addPod('web-2');
    const first = watch();
    await first.until('two follows', () => kubelet.follows() === 2);
    kubelet.write('web-1', NOON + 5n, 'seen');
    await first.until('a line', () => first.lines.length === 1);
    kubelet.write('web-2', NOON, 'late');
    await first.until('the late one', () => first.lines.length === 2);
    const second = watch({ after: first.lines[0].cursor });
    await second.until('the rest', () => second.lines.length === 1);
    expect(second.texts).toEqual(['late']);
  });

  it('looks further back for the lines that a filter wants', async () => {
    write(5_000);
    const watching = watch({ regex: 'n=\\d*7$', tail: 300 });
    await watching.until('the past', () => watching.lines.length === 300);
    expect(watching.texts).toEqual(
      numbers(5_000)
        .filter(text => text.endsWith('7'))
        .slice(-300),
    );
  });

  it('says that it may not read, once, and goes on by itself', async () => {
    kubelet.failure = failed(403, 'Forbidden');
    const watching = watch();
    await watching.until('the error', () => watching.of('error').length === 1);
    expect(watching.of('error')[0]).toMatchObject({
      code: 'CLUSTER_FORBIDDEN',
      nextStep: expect.stringContaining('pods/log'),
    });
    kubelet.failure = undefined;
    write(2);
    await watching.until('the lines', () => watching.lines.length === 2);
    expect(watching.of('error')).toHaveLength(1);
  });

  it('counts exactly what a slow viewer is not shown', async () => {
    source.stop();
    source = sourceOf(kubelet, { queueBytes: 20_000 });
    const filterAll = { previous: false, all: true, matches: () => true };
    const slow = source.follow(
      {
        entityRef: 'component:default/web',
        target: { entityRef: '', selector: {} },
      },
      { filter: filterAll, tail: 10 },
    );
    const quick = watch();
    await quick.until('a follow', () => kubelet.follows() > 0);
    write(1_000);
    await quick.until(
      'all',
      () => quick.lines.length + dropped(quick) >= 1_000,
    );
    let shown = 0;
    let counted = 0;
    while (shown + counted < 1_000) {
      for (const record of (await slow.next())!) {
        if (record.type === 'line') shown++;
        if (record.type === 'gap') counted += record.count!;
      }
    }
    slow.close();
    expect(shown + counted).toBe(1_000);
    expect(counted).toBeGreaterThan(0);
  });

  function dropped(watching: Watching): number {
    return watching.of('gap').reduce((sum, { count }) => sum + (count ?? 0), 0);
  }
});
