import type {
  LogGap,
  LogRecord,
} from '@vtasker/backstage-plugin-service-manager-common';

interface Queued {
  record: LogRecord;
  bytes: number;
}

/**
 * What waits for one viewer, bounded. A line that finds no room is counted in
 * a gap that stands where it would have stood: shown and counted is always
 * what was produced.
 */
export class ViewerQueue {
  readonly #maxBytes: number;
  #queue: Queued[] = [];
  #bytes = 0;
  /** Still in the queue, so that it can count on. */
  #gap: (LogGap & { count: number }) | undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#queue.length;
  }

  push(record: LogRecord): void {
    if (record.type !== 'line') {
      this.#append(record, 0);
      return;
    }
    // About what it takes in memory: text of two bytes, and the rest.
    const bytes = record.text.length * 2 + 200;
    if (this.#bytes > 0 && this.#bytes + bytes > this.#maxBytes) {
      this.#drop(record.ns);
      return;
    }
    this.#gap = undefined;
    this.#append(record, bytes);
  }

  /** Takes up to so many from the front. */
  take(max: number): LogRecord[] {
    const taken = this.#queue.splice(0, max);
    for (const { record, bytes } of taken) {
      this.#bytes -= bytes;
      if (record === this.#gap) this.#gap = undefined;
    }
    return taken.map(({ record }) => record);
  }

  #append(record: LogRecord, bytes: number): void {
    this.#queue.push({ record, bytes });
    this.#bytes += bytes;
  }

  #drop(ns: string): void {
    if (!this.#gap) {
      this.#gap = {
        type: 'gap',
        from: ns,
        to: ns,
        count: 0,
        reason: 'slow-viewer',
        message: '',
      };
      this.#append(this.#gap, 0);
    }
    const gap = this.#gap;
    gap.count++;
    if (BigInt(ns) > BigInt(gap.to)) gap.to = ns;
    if (BigInt(ns) < BigInt(gap.from)) gap.from = ns;
    gap.message = `${gap.count} ${
      gap.count === 1 ? 'line was' : 'lines were'
    } left out, because this viewer takes them too slowly.`;
  }
}
