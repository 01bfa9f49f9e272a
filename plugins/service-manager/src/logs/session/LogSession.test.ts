import * as fc from 'fast-check';
import { waitFor } from '@testing-library/react';
import type { LogPage } from '@vtasker/backstage-plugin-service-manager-common';
import { LogBuffer, noFilters } from '../pure';
import {
  aGap,
  aHeartbeat,
  aLine,
  anAnswer,
  emptyPage,
  FakeLogs,
  lines,
} from '../testing';
import type { Batches } from './frames';
import { FIRST_LINES, LogSession } from './LogSession';
import type { SessionTarget } from './state';

/** Frames that come when the test says so. */
function aClock() {
  let work: (() => void) | undefined;
  let more: (() => void) | undefined;
  let asked = 0;
  const batches: Batches = {
    next: run => {
      asked += 1;
      work = run;
    },
    later: run => {
      more = run;
    },
    cancel: () => {
      work = undefined;
    },
  };
  return {
    batches,
    get asked() {
      return asked;
    },
    frame() {
      const [first, second] = [work, more];
      work = more = undefined;
      first?.();
      second?.();
    },
  };
}

/** Lets what was written into a stream be read. */
async function read() {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

function show(
  target: Partial<SessionTarget> = {},
  options: { logs?: FakeLogs; capacity?: number; flood?: number } = {},
) {
  const logs = options.logs ?? new FakeLogs();
  const clock = aClock();
  const session = new LogSession(
    logs,
    { filters: noFilters, ...target },
    {
      buffer: new LogBuffer(options.capacity ?? 100),
      batches: clock.batches,
      flood: options.flood,
    },
  );
  const texts = () =>
    Array.from({ length: session.buffer.length }, (_, at) => {
      const row = session.buffer.at(at)!;
      return row.type === 'line' ? row.text : row.message;
    });
  return { logs, clock, session, texts };
}

describe('a live session', () => {
  it('takes one batch a frame', async () => {
    const { logs, clock, session, texts } = show();
    let told = 0;
    session.start();
    session.subscribe(() => (told += 1));
    logs.last.push(...lines(0, 20));
    while (clock.asked < 20) await read();
    expect(texts()).toEqual([]);
    told = 0;
    clock.frame();
    expect(texts()).toHaveLength(20);
    expect(told).toBe(1);
    expect(session.state.loading).toBe(false);
    session.stop();
  });

  it('takes a flood in while it is read, and tells of it with the next frame', async () => {
    const { logs, clock, session, texts } = show({}, { flood: 8 });
    let told = 0;
    session.start();
    session.subscribe(() => (told += 1));
    logs.last.push(...lines(0, 20), aGap(20, 3));
    while (clock.asked < 21) await read();
    told = 0;
    expect(texts()).toHaveLength(16);
    expect(session.state).toMatchObject({ came: 0, loading: true });
    clock.frame();
    expect(told).toBe(1);
    expect(texts()).toHaveLength(21);
    expect(session.state).toMatchObject({
      came: 20,
      loading: false,
      older: 'more',
      gaps: { lines: 3, unknown: 0 },
    });
    session.stop();
  });

  it('awaits the first lines after the first sign of life, but not without end', async () => {
    jest.useFakeTimers();
    try {
      const { logs, clock, session } = show();
      session.start();
      logs.last.push(aHeartbeat({ followed: 2 }));
      while (clock.asked === 0) await read();
      expect(session.state).toMatchObject({ followed: 2, loading: true });
      jest.advanceTimersByTime(FIRST_LINES - 1);
      expect(session.state.loading).toBe(true);
      jest.advanceTimersByTime(1);
      expect(session.state.loading).toBe(false);
      session.stop();
    } finally {
      jest.useRealTimers();
    }
  });

  it('does not lose or repeat a line, whatever one does and however often it is cut', async () => {
    type Step = 'lines' | 'frame' | 'unpin' | 'follow' | 'pause' | 'cut';
    const steps = fc.array(
      fc.constantFrom<Step>(
        'lines',
        'frame',
        'unpin',
        'follow',
        'pause',
        'cut',
      ),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(2, 1000), async (all, flood) => {
        const { logs, clock, session, texts } = show(
          {},
          { capacity: 1000, flood },
        );
        session.start();
        let n = 0;
        for (const step of all) {
          if (step === 'lines') logs.last.push(...lines(n, (n += 3)));
          else if (step === 'frame') clock.frame();
          else if (step === 'unpin') session.follow(false);
          else if (step === 'follow') session.follow(true);
          else if (step === 'pause') session.pause(true);
          else {
            // The backend goes on behind the cursor that it is given, and
            // gives once more what was just seen.
            logs.last.push({ type: 'reauth' });
            await read();
            const after = logs.last.request.after ?? 'cursor--1';
            const from = Number(after.slice(7));
            logs.last.push(...lines(Math.max(0, from - 1), n));
          }
          await read();
        }
        clock.frame();
        session.follow(true);
        expect(texts()).toEqual(lines(0, n).map(({ text }) => text));
        session.stop();
      }),
      { numRuns: 60 },
    );
  });

  it('shows nothing new while paused, counts it, and has it afterwards', async () => {
    const { logs, clock, session, texts } = show();
    session.start();
    logs.last.push(...lines(0, 3));
    await read();
    clock.frame();
    session.pause(true);
    logs.last.push(...lines(3, 8));
    await read();
    clock.frame();
    expect(texts()).toHaveLength(3);
    expect(session.state).toMatchObject({ paused: true, fresh: 5, held: 5 });
    session.pause(false);
    expect(texts()).toHaveLength(8);
    expect(session.state).toMatchObject({
      paused: false,
      following: true,
      fresh: 0,
    });
    session.stop();
  });

  it('counts once what comes again after a cut', async () => {
    const { logs, clock, session } = show();
    session.start();
    logs.last.push(...lines(0, 5));
    await read();
    clock.frame();
    logs.last.push({ type: 'reauth' });
    await read();
    logs.last.push(...lines(3, 8));
    await read();
    clock.frame();
    expect(session.state.came).toBe(8);
    expect(session.buffer.length).toBe(8);
    session.stop();
  });

  it('leaves the stream when too much would have to be kept, and resumes it', async () => {
    const { logs, clock, session, texts } = show({}, { capacity: 50_000 });
    session.start();
    session.pause(true);
    const [first] = logs.streams;
    first.push(...lines(0, 20_001));
    while (clock.asked < 20_001) await read();
    clock.frame();
    expect(first.signal.aborted).toBe(true);
    session.pause(false);
    expect(texts()).toHaveLength(20_001);
    expect(logs.streams).toHaveLength(2);
    expect(logs.last.request.after).toBe('cursor-20000');
    session.stop();
  });

  it('lets no row go that is being read: full, the rest waits', async () => {
    const { logs, clock, session, texts } = show({}, { capacity: 5 });
    session.start();
    logs.last.push(...lines(0, 4));
    await read();
    clock.frame();
    session.follow(false);
    logs.last.push(...lines(4, 9));
    await read();
    clock.frame();
    expect(texts()).toEqual(lines(0, 5).map(({ text }) => text));
    expect(session.state).toMatchObject({ fresh: 5, held: 4 });
    session.follow(true);
    expect(texts()).toEqual(lines(4, 9).map(({ text }) => text));
    session.stop();
  });

  it('keeps its lines while the connection is lost, and says so', async () => {
    const { logs, clock, session, texts } = show();
    session.start();
    logs.last.push(...lines(0, 3), aHeartbeat());
    await read();
    clock.frame();
    logs.last.end(new TypeError('network error'));
    await waitFor(() =>
      expect(session.state.connection?.state).toBe('reconnecting'),
    );
    expect(texts()).toHaveLength(3);
    session.stop();
  });

  it('sums what was lost and says what the source says', async () => {
    const { logs, clock, session } = show();
    session.start();
    logs.last.push(aGap(1, 40), aGap(2, 2), aGap(3));
    logs.last.push({ type: 'error', code: 'X', message: 'Loki is slow.' });
    await read();
    clock.frame();
    expect(session.state.gaps).toEqual({ lines: 42, unknown: 1 });
    expect(session.state.problem?.message).toBe('Loki is slow.');
    logs.last.push(aHeartbeat({ source: 'loki' }));
    await read();
    clock.frame();
    expect(session.state).toMatchObject({ problem: undefined, source: 'loki' });
    session.stop();
  });

  it('takes along what waited when the filters become narrower', async () => {
    const before = show();
    before.session.start();
    before.logs.last.push(...lines(0, 3));
    await read();
    before.clock.frame();
    before.session.pause(true);
    before.logs.last.push(...lines(3, 6));
    await read();
    before.clock.frame();
    before.logs.last.push(...lines(6, 8));
    await read();
    const after = show({ filters: { ...noFilters, text: 'line' } });
    after.session.start(before.session);
    expect(after.texts()).toEqual(lines(0, 8).map(({ text }) => text));
    expect(after.logs.last.request.after).toBe('cursor-7');
    [before, after].forEach(({ session }) => session.stop());
  });

  it('answers narrower filters from what it holds, and goes on from there', async () => {
    const before = show();
    before.session.start();
    before.logs.last.push(...lines(0, 20));
    await read();
    before.clock.frame();
    const after = show({ filters: { ...noFilters, text: 'line 1' } });
    after.session.start(before.session);
    expect(after.texts()).toEqual(
      lines(0, 20)
        .map(({ text }) => text)
        .filter(text => text.includes('line 1')),
    );
    expect(after.logs.last.request.after).toBe('cursor-19');
    const wider = show();
    wider.session.start(after.session);
    expect(wider.texts()).toEqual([]);
    expect(wider.logs.last.request).toMatchObject({ tail: 500 });
    [before, after, wider].forEach(({ session }) => session.stop());
  });
});

describe('history', () => {
  const page = (from: number, to: number, more: Partial<LogPage> = {}) => ({
    ...emptyPage,
    records: lines(from, to),
    ...more,
  });

  it('pages back without end, also before live lines', async () => {
    const { logs, clock, session, texts } = show();
    session.start();
    logs.last.push(...lines(10, 12));
    await read();
    clock.frame();
    logs.onPage = ({ before }) =>
      before === 'cursor-10'
        ? page(5, 10, { olderCursor: 'page-2' })
        : page(0, 5);
    await session.loadOlder();
    expect(session.state.older).toBe('more');
    await session.loadOlder();
    expect(logs.pages.map(({ before }) => before)).toEqual([
      'cursor-10',
      'page-2',
    ]);
    expect(session.state.older).toBe('none');
    expect(texts()).toEqual(lines(0, 12).map(({ text }) => text));
    session.stop();
  });

  it('so far back that the newest go: they are asked for anew', async () => {
    const { logs, clock, session, texts } = show({}, { capacity: 5 });
    session.start();
    logs.last.push(...lines(10, 14));
    await read();
    clock.frame();
    session.follow(false);
    logs.onPage = () => page(6, 10, { olderCursor: 'more' });
    await session.loadOlder();
    expect(session.state).toMatchObject({ live: false, newer: 'more' });
    expect(texts()).toEqual(lines(6, 11).map(({ text }) => text));
    expect(logs.streams[0].signal.aborted).toBe(true);
    session.follow(true);
    expect(session.state).toMatchObject({ live: true, following: true });
    expect(logs.last.request).toMatchObject({ tail: 500 });
    session.stop();
  });

  it('shows a line and what surrounds it, once each', async () => {
    const around = { cursor: 'cursor-10', ns: aLine(10).ns };
    const { logs, session, texts } = show({ around });
    logs.onPage = ({ before, after }) => {
      if (before) return page(5, 10, { olderCursor: 'o' });
      return after ? page(11, 15, { newerCursor: 'n' }) : page(10, 11);
    };
    session.start();
    await waitFor(() => expect(texts()).toHaveLength(10));
    expect(texts()).toEqual(lines(5, 15).map(({ text }) => text));
    expect(logs.pages).toContainEqual(
      expect.objectContaining({
        from: around.ns,
        until: String(BigInt(around.ns) + 1n),
      }),
    );
    logs.onPage = () => page(15, 17);
    await session.loadNewer();
    expect(logs.pages.at(-1)).toMatchObject({ after: 'n' });
    expect(texts()).toHaveLength(12);
    session.stop();
  });

  it('says what failed, keeps what is there, and tries again', async () => {
    const { logs, session, texts } = show({ from: '2026-01-01T00:00:00Z' });
    logs.onPage = () => page(5, 10, { olderCursor: 'o' });
    session.start();
    await waitFor(() => expect(texts()).toHaveLength(5));
    logs.onPage = () => {
      throw anAnswer(504, { code: 'DEPENDENCY_UNAVAILABLE', message: 'Slow.' });
    };
    await session.loadOlder();
    expect(session.state).toMatchObject({
      older: 'failed',
      error: { message: 'Slow.' },
    });
    logs.onPage = () => page(0, 5);
    await session.loadOlder();
    expect(session.state).toMatchObject({ older: 'none', error: undefined });
    expect(texts()).toHaveLength(10);
    session.stop();
  });
});
