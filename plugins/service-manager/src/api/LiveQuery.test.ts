import { LiveQuery, LiveQueryOptions } from './LiveQuery';

interface Thing {
  n: number;
}

/** A fetch whose answers the test gives, one by one. */
function harness(options: Partial<LiveQueryOptions<Thing>> = {}) {
  const pending: {
    signal: AbortSignal;
    resolve(value: Thing): void;
    reject(error: unknown): void;
  }[] = [];
  let hint: (keys: string[]) => void = () => {};
  const stopHints = jest.fn();
  const query = new LiveQuery<Thing>({
    fetch: signal =>
      new Promise((resolve, reject) => {
        pending.push({ signal, resolve, reject });
      }),
    pollInterval: (_, hinted) => (hinted ? 30_000 : 5_000),
    subscribeHints: listener => {
      hint = listener;
      return stopHints;
    },
    matches: keys => keys.includes('mine'),
    throttle: 300,
    ...options,
  });
  const listener = jest.fn();
  return {
    query,
    listener,
    pending,
    stopHints,
    hint: (key: string) => hint([key]),
    start: () => query.subscribe(listener),
    async answer(value: Thing | Error) {
      const call = pending[pending.length - 1];
      if (value instanceof Error) call.reject(value);
      else call.resolve(value);
      await jest.advanceTimersByTimeAsync(0);
    },
  };
}

function setHidden(hidden: boolean) {
  Object.defineProperty(document, 'visibilityState', {
    configurable: true,
    get: () => (hidden ? 'hidden' : 'visible'),
  });
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('LiveQuery', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    setHidden(false);
    jest.useRealTimers();
  });

  it('fetches once for all who look', async () => {
    const { query, pending, answer } = harness();
    query.subscribe(() => {});
    query.subscribe(() => {});
    await answer({ n: 1 });
    expect(pending).toHaveLength(1);
    expect(query.getState()).toEqual({ data: { n: 1 }, loading: false });
  });

  it('fetches at once upon a hint about its data, and not upon another', async () => {
    const { start, hint, pending, answer } = harness();
    start();
    await answer({ n: 1 });
    await jest.advanceTimersByTimeAsync(1_000);
    hint('other');
    await jest.advanceTimersByTimeAsync(1_000);
    expect(pending).toHaveLength(1);
    hint('mine');
    expect(pending).toHaveLength(2);
  });

  it('fetches once more when a hint comes during a fetch, never two at once', async () => {
    const { start, hint, pending, answer } = harness();
    start();
    hint('mine');
    hint('mine');
    await jest.advanceTimersByTimeAsync(10_000);
    expect(pending).toHaveLength(1);
    await answer({ n: 1 });
    expect(pending).toHaveLength(2);
    await answer({ n: 2 });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(pending).toHaveLength(2);
  });

  it('answers a burst of hints with a first and a trailing fetch', async () => {
    const { start, hint, pending, answer } = harness();
    start();
    await answer({ n: 1 });
    await jest.advanceTimersByTimeAsync(1_000);
    for (let i = 0; i < 50; i++) {
      hint('mine');
      if (i === 0) await answer({ n: 2 });
    }
    expect(pending).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(300);
    expect(pending).toHaveLength(3);
  });

  it('does not let a stream of hints postpone the trailing fetch', async () => {
    const { start, hint, pending, answer } = harness();
    start();
    await answer({ n: 1 });
    for (let i = 0; i < 10; i++) {
      hint('mine');
      await jest.advanceTimersByTimeAsync(100);
      if (pending.length > 1) break;
    }
    expect(pending).toHaveLength(2);
  });

  it('polls every 5 s until a hint proves that hints arrive, then every 30 s', async () => {
    const { start, hint, pending, answer } = harness();
    start();
    await answer({ n: 1 });
    jest.advanceTimersByTime(4_999);
    expect(pending).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(pending).toHaveLength(2);
    hint('other');
    await answer({ n: 1 });
    jest.advanceTimersByTime(29_999);
    expect(pending).toHaveLength(2);
    jest.advanceTimersByTime(1);
    expect(pending).toHaveLength(3);
  });

  it('polls every 5 s again when no hint has come for a minute', async () => {
    const { start, hint, pending, answer } = harness();
    start();
    hint('other');
    await answer({ n: 1 });
    for (let poll = 1; poll <= 2; poll++) {
      jest.advanceTimersByTime(30_000);
      expect(pending).toHaveLength(poll + 1);
      await answer({ n: 1 });
    }
    jest.advanceTimersByTime(5_000);
    expect(pending).toHaveLength(4);
  });

  it('keeps the data when a fetch fails, says since when, and retries sooner', async () => {
    const { query, start, pending, answer } = harness();
    start();
    await answer({ n: 1 });
    const goodAt = new Date().toISOString();
    await jest.advanceTimersByTimeAsync(30_000);
    await answer(new Error('no route to host'));
    expect(query.getState()).toEqual({
      data: { n: 1 },
      error: expect.objectContaining({ message: 'no route to host' }),
      loading: false,
      lastGoodAt: goodAt,
    });
    await jest.advanceTimersByTimeAsync(2_000);
    expect(pending).toHaveLength(3);
    await answer({ n: 1 });
    expect(query.getState()).toEqual({ data: { n: 1 }, loading: false });
  });

  it('waits longer after each failure, up to 30 s', async () => {
    const { start, pending, answer } = harness();
    start();
    for (const pause of [2, 4, 8, 16, 30, 30]) {
      await answer(new Error('down'));
      const before = pending.length;
      await jest.advanceTimersByTimeAsync(pause * 1000 - 1);
      expect(pending).toHaveLength(before);
      await jest.advanceTimersByTimeAsync(1);
      expect(pending).toHaveLength(before + 1);
    }
  });

  it('gives up on an answer that never comes', async () => {
    const { query, start, pending } = harness();
    start();
    await jest.advanceTimersByTimeAsync(30_000);
    expect(pending[0].signal.aborted).toBe(true);
    expect(query.getState().error?.message).toMatch(/within 30 s/);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(pending).toHaveLength(2);
  });

  it('rests while the page is hidden and looks again when it is shown', async () => {
    const { start, hint, pending, answer } = harness();
    start();
    await answer({ n: 1 });
    setHidden(true);
    hint('mine');
    await jest.advanceTimersByTimeAsync(120_000);
    expect(pending).toHaveLength(1);
    setHidden(false);
    expect(pending).toHaveLength(2);
  });

  it('does not tell its listeners when nothing changed', async () => {
    const { start, hint, listener, answer, query } = harness();
    start();
    await answer({ n: 1 });
    const { data } = query.getState();
    await jest.advanceTimersByTimeAsync(1_000);
    hint('mine');
    await answer({ n: 1 });
    expect(listener).toHaveBeenCalledTimes(1);
    expect(query.getState().data).toBe(data);
  });

  it('refreshes with a fetch that began after the call', async () => {
    const { query, start, pending, answer } = harness();
    start();
    let done = false;
    query.refresh().then(() => {
      done = true;
    });
    await answer({ n: 1 });
    expect(done).toBe(false);
    expect(pending).toHaveLength(2);
    await answer({ n: 2 });
    expect(done).toBe(true);
    expect(query.getState().data).toEqual({ n: 2 });
  });

  it('aborts and falls silent when nobody looks any more, and keeps its data', async () => {
    const { query, start, pending, stopHints, listener, answer } = harness();
    const stop = start();
    await answer({ n: 1 });
    await jest.advanceTimersByTimeAsync(30_000);
    stop();
    expect(pending[1].signal.aborted).toBe(true);
    expect(stopHints).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(120_000);
    expect(pending).toHaveLength(2);
    expect(listener).toHaveBeenCalledTimes(1);
    start();
    expect(query.getState().data).toEqual({ n: 1 });
    expect(pending).toHaveLength(3);
  });

  it('ignores the answer to a fetch from before it was stopped', async () => {
    const { query, start, pending } = harness();
    start()();
    start();
    pending[1].resolve({ n: 2 });
    await jest.advanceTimersByTimeAsync(0);
    pending[0].resolve({ n: 1 });
    await jest.advanceTimersByTimeAsync(0);
    expect(query.getState().data).toEqual({ n: 2 });
  });
});
