import type { CDPSession, Page } from '@playwright/test';
import { percentile } from '../report';

/** How smooth a page was for a while. */
export interface Smoothness {
  frames: number;
  /** Frames that took more than 50 ms. */
  slow: number;
  /** In ms. */
  p99: number;
  longest: number;
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
    await this.#page.evaluate(() => {
      const watch = { on: true, frames: [] as number[] };
      Object.assign(window, { benchWatch: watch });
      let last = performance.now();
      const onFrame = () => {
        const now = performance.now();
        watch.frames.push(now - last);
        last = now;
        if (watch.on) requestAnimationFrame(onFrame);
      };
      requestAnimationFrame(onFrame);
    });
    const browser = this.#page.context().browser()!;
    await browser.startTracing(this.#page, { categories: ['toplevel'] });
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
    return {
      frames: frames.length,
      slow: frames.filter(millis => millis > 50).length,
      p99: percentile(frames, 99),
      longest: percentile(frames, 100),
      longestWork: longestWork(JSON.parse(trace.toString())),
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
  /** Microseconds of a processor. */
  tdur?: number;
  args?: { name?: string };
}

function longestWork({ traceEvents }: { traceEvents: TraceEvent[] }): number {
  const thread = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const pages = new Set(
    traceEvents
      .filter(e => e.ph === 'M' && e.name === 'thread_name')
      .filter(e => e.args?.name === 'CrRendererMain')
      .map(thread),
  );
  const work = traceEvents
    .filter(e => e.ph === 'X' && pages.has(thread(e)))
    .map(e => (e.tdur ?? 0) / 1000);
  return work.reduce((most, each) => Math.max(most, each), 0);
}
