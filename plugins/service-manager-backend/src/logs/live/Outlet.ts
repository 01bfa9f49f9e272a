import type { LogRecord } from '@vtasker/backstage-plugin-service-manager-common';
import { ViewerQueue } from '../pure/ViewerQueue';

/** What may wait for one viewer. */
const QUEUE_BYTES = 4 * 1024 * 1024;
const BATCH = 500;

/**
 * What one viewer takes: the lines of the past, then what came while they were
 * read, then what comes. What finds no room is counted, see `ViewerQueue`.
 */
export class Outlet {
  readonly #queue: ViewerQueue;
  readonly #stop = new AbortController();
  /** What comes while the lines before are still read. */
  #waiting: LogRecord[] | undefined = [];
  #wake = () => {};

  constructor(queueBytes = QUEUE_BYTES) {
    this.#queue = new ViewerQueue(queueBytes);
  }

  /** Aborted when the viewer has gone. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  push(record: LogRecord): void {
    if (this.signal.aborted) return;
    if (this.#waiting) {
      this.#waiting.push(record);
      return;
    }
    this.#queue.push(record);
    this.#wake();
  }

  /** The lines of the past, once: all else comes behind them. */
  begin(past: LogRecord[]): void {
    const seen = cursorsOf(past);
    // A line of long ago that has just come is in both.
    const waiting = (this.#waiting ?? []).filter(
      record => record.type !== 'line' || !seen.has(record.cursor),
    );
    this.#waiting = undefined;
    for (const record of [...past, ...waiting]) this.#queue.push(record);
    this.#wake();
  }

  async next(): Promise<LogRecord[] | undefined> {
    while (this.#queue.length === 0) {
      if (this.signal.aborted) return undefined;
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
    return this.#queue.take(BATCH);
  }

  close(): void {
    this.#stop.abort();
    this.#wake();
  }
}

export function cursorsOf(records: LogRecord[]): Set<string> {
  return new Set(
    records.flatMap(record => (record.type === 'line' ? [record.cursor] : [])),
  );
}
