import type { CDPSession, Page } from '@playwright/test';
import { percentile } from '../report';

const MARK = 'bench-frames';

/** How smooth a page was for a while. */
export interface Smoothness {
  frames: number;
  /** Frames that took more than 50 ms. */
  slow: number;
  /** In ms. */
  p99: number;
  longest: number;
  /** What the page's thread worked in that one, in ms of a processor: the rest of it, others had or nobody. */
  workInLongest: number;
  /**
   * What the longest task of the page's thread took of a processor, in ms: what
   * else ran on the machine has no part in it.
   */
  longestWork: number;
  /** Share of the time in which the page's thread worked. */
  busy: number;
}

/** Measures a page from outside and, by the browser's own observers, inside. */
export class PageMeasures {
  readonly #page: Page;
  readonly #session: CDPSession;

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  static async of(page: Page) {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    return new PageMeasures(page, session);
  }

  /** What is in use after a collection of garbage, in MB. */
  async heap(): Promise<number> {
    // Twice: what was held by finalizers goes with the second.
    await this.#session.send('HeapProfiler.collectGarbage');
    await this.#session.send('HeapProfiler.collectGarbage');
    return this.heapNow();
  }

  /**
   * What is in use, garbage included, in MB: objects, and the memory of array
   * buffers, which lies outside of V8's heap.
   */
  async heapNow(): Promise<number> {
    const { usedSize, backingStorageSize } = await this.#session.send(
      'Runtime.getHeapUsage',
    );
    return (usedSize + backingStorageSize) / 1e6;
  }

  /** How smooth the page is while something is done. */
  async during(work: () => Promise<unknown>): Promise<Smoothness> {
    const browser = this.#page.context().browser()!;
    await browser.startTracing(this.#page, {
      categories: ['toplevel', 'blink.user_timing'],
    });
    await this.#page.evaluate(mark => {
      const watch = { on: true, frames: [] as number[] };
      Object.assign(window, { benchWatch: watch });
      // The trace has another clock: this moment is in both.
      let last = performance.mark(mark).startTime;
      const onFrame = () => {
        const now = performance.now();
        watch.frames.push(now - last);
        last = now;
        if (watch.on) requestAnimationFrame(onFrame);
      };
      requestAnimationFrame(onFrame);
    }, MARK);
    const before = await this.#taskSeconds();
    const started = performance.now();
    let seconds = 0;
    let after = before;
    let frames: number[] = [];
    let trace: Buffer;
    try {
      await work();
      seconds = (performance.now() - started) / 1000;
      after = await this.#taskSeconds();
      // Before the trace is collected: that holds up frames by itself.
      frames = await this.#page.evaluate(() => {
        const watch = (window as any).benchWatch;
        watch.on = false;
        return watch.frames as number[];
      });
    } finally {
      trace = await browser.stopTracing();
    }
    const tasks = tasksOf(JSON.parse(trace.toString()));
    return {
      frames: frames.length,
      slow: frames.filter(millis => millis > 50).length,
      p99: percentile(frames, 99),
      longest: percentile(frames, 100),
      workInLongest: workInLongest(frames, tasks),
      longestWork: percentile(
        tasks.map(task => task.work),
        100,
      ),
      busy: (after - before) / seconds,
    };
  }

  async #taskSeconds() {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')!.value;
  }
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  ts: number;
  dur?: number;
  /** Microseconds of a processor. */
  tdur?: number;
}

/** A task of the page's thread, in ms after the mark; and what it took of a processor. */
interface Task {
  from: number;
  to: number;
  work: number;
}

function tasksOf({ traceEvents }: { traceEvents: TraceEvent[] }): Task[] {
  const mark = traceEvents.find(({ name }) => name === MARK);
  if (!mark) throw new Error('The trace does not have the mark');
  return traceEvents
    .filter(({ ph, name }) => ph === 'X' && name.endsWith('::RunTask'))
    .filter(({ pid, tid }) => pid === mark.pid && tid === mark.tid)
    .map(({ ts, dur = 0, tdur = 0 }) => ({
      from: (ts - mark.ts) / 1000,
      to: (ts + dur - mark.ts) / 1000,
      work: tdur / 1000,
    }));
}

function workInLongest(frames: number[], tasks: Task[]): number {
  const longest = frames.indexOf(percentile(frames, 100));
  const sum = (some: number[]) => some.reduce((a, b) => a + b, 0);
  const from = sum(frames.slice(0, longest));
  const to = from + frames[longest];
  // Of one that reaches beyond the frame, its share.
  return sum(
    tasks.map(task => {
      const inside = Math.min(to, task.to) - Math.max(from, task.from);
      const share = inside / (task.to - task.from || 1);
      return Math.max(0, share) * task.work;
    }),
  );
}
