import type {
  LogLine,
  LogRecord,
} from '@vtasker/backstage-plugin-service-manager-common';
import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { setTimeout as sleep } from 'timers/promises';
import { comparePositions, Position } from '../../pure/position';
import { ViewerQueue } from '../../pure/ViewerQueue';
import type { LiveLog, LiveQuery } from '../../types';
import { isWanted, LokiEntry } from './entries';
import { failureFor } from './failures';
import type { LokiHistory } from './LokiHistory';
import type { LokiHub } from './LokiHub';

/** What may wait for one viewer. */
const QUEUE_BYTES = 4 * 1024 * 1024;
const BATCH = 500;
/** Lines that are caught up with at once after a cursor. */
const CATCH_UP = 20_000;
/** The first lines come then, also when Loki does not answer. */
const FIRST_MS = 3_000;
const AGAIN_MS = 5_000;

/** One viewer of a hub: its filter, its queue, and the lines before. */
export class LokiViewer implements LiveLog {
  readonly source = 'loki';
  readonly #hub: LokiHub;
  readonly #history: LokiHistory;
  readonly #entityRef: string;
  readonly #query: LiveQuery;
  readonly #queue: ViewerQueue;
  readonly #unlisten: () => void;
  readonly #stop = new AbortController();
  /** What comes while the lines before are still read. */
  #waiting: LogRecord[] | undefined = [];
  /** From here on what the hub tells comes after what was shown of it. */
  #begun = false;
  #wake = () => {};

  constructor(options: {
    hub: LokiHub;
    history: LokiHistory;
    entityRef: string;
    query: LiveQuery;
    queueBytes?: number;
  }) {
    this.#hub = options.hub;
    this.#history = options.history;
    this.#entityRef = options.entityRef;
    this.#query = options.query;
    this.#queue = new ViewerQueue(options.queueBytes ?? QUEUE_BYTES);
    const { filter } = this.#query;
    this.#unlisten = this.#hub.listen({
      onEntry: (entry, late) => {
        if (filter.previous || !this.#begun || !isWanted(entry, filter)) return;
        this.#push(late ? { ...entry.line, late } : entry.line);
      },
      onRecord: record => this.#push(record),
    });
    void this.#begin();
  }

  followed(): number {
    return this.#query.filter.previous ? 0 : this.#hub.followed;
  }

  async next(): Promise<LogRecord[] | undefined> {
    while (this.#queue.length === 0) {
      if (this.#stop.signal.aborted) return undefined;
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
    return this.#queue.take(BATCH);
  }

  close(): void {
    this.#stop.abort();
    this.#unlisten();
    this.#wake();
  }

  async #begin(): Promise<void> {
    await Promise.race([this.#hub.ready, timeout(FIRST_MS)]);
    // Nothing may happen between these lines and the end of this block.
    this.#begun = true;
    const { filter, tail, after } = this.#query;
    const { floor, ring } = this.#hub;
    const held = filter.previous ? [] : [...ring.entries];
    const rest = after && !filter.previous ? ring.after(after) : undefined;
    const wanted = (rest ?? held)
      .filter(entry => isWanted(entry, filter))
      .filter(
        ({ position }) =>
          rest || !after || comparePositions(position, after) > 0,
      );
    if (rest || (!after && wanted.length >= tail)) {
      const lines = rest ? wanted : newest(wanted, tail);
      this.#flush(lines.map(({ line }) => line));
      return;
    }
    let late = false;
    for (;;) {
      try {
        const past = after
          ? await this.#between(after, floor, wanted)
          : await this.#before(floor, tail - wanted.length);
        if (late) {
          for (const record of past) this.#push(asLate(record));
        } else {
          this.#flush([...past, ...unseen(sorted(wanted), past)]);
        }
        return;
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        if (!late) this.#flush(sorted(wanted).map(({ line }) => line));
        late = true;
        const failure = failureFor(error) as Error & { nextStep?: string };
        this.#push({
          type: 'error',
          code: errorCodes.dependencyUnavailable,
          message: `The lines of the past cannot be read: ${failure.message}`,
          nextStep: failure.nextStep,
          retryInMs: AGAIN_MS,
        });
        await sleep(AGAIN_MS, undefined, { signal: this.#stop.signal }).catch(
          () => {},
        );
      }
    }
  }

  /** The newest lines before those that the hub holds. */
  async #before(floor: bigint, limit: number): Promise<LogRecord[]> {
    const { filter } = this.#query;
    if (limit <= 0) return [];
    const page = await this.#history.page(this.#entityRef, this.#hub.places(), {
      filter,
      until: filter.previous ? undefined : floor,
      limit,
    });
    return page.records;
  }

  /** From a line that is not held any longer to those that are. */
  async #between(
    after: Position,
    floor: bigint,
    held: LokiEntry[],
  ): Promise<LogRecord[]> {
    if (after.ns >= floor) return [];
    const found: LogRecord[] = [];
    let count = 0;
    for await (const item of this.#history.read(
      this.#entityRef,
      this.#hub.places(),
      { filter: this.#query.filter, after, until: floor },
      AbortSignal.any([this.#stop.signal, AbortSignal.timeout(20_000)]),
    )) {
      if ('line' in item && ++count > CATCH_UP) {
        return [
          {
            type: 'gap',
            from: String(after.ns),
            to: String(held[0]?.position.ns ?? floor),
            reason: 'source-limit',
            message: `More than ${CATCH_UP} lines were written meanwhile; page back to see them.`,
          },
        ];
      }
      found.push('line' in item ? item.line : item);
    }
    return found;
  }

  #flush(records: LogRecord[]): void {
    const seen = cursorsOf(records);
    // A line of long ago that has just come is in both.
    const waiting = (this.#waiting ?? []).filter(
      record => record.type !== 'line' || !seen.has(record.cursor),
    );
    this.#waiting = undefined;
    for (const record of [...records, ...waiting]) this.#queue.push(record);
    this.#wake();
  }

  #push(record: LogRecord): void {
    if (this.#stop.signal.aborted) return;
    if (this.#waiting) {
      this.#waiting.push(record);
      return;
    }
    this.#queue.push(record);
    this.#wake();
  }
}

function asLate(record: LogRecord): LogRecord {
  return record.type === 'line' ? { ...record, late: true } : record;
}

function cursorsOf(records: LogRecord[]): Set<string> {
  return new Set(
    records.flatMap(record => (record.type === 'line' ? [record.cursor] : [])),
  );
}

/** A line that came very late is held, and in the past as well. */
function unseen(entries: LokiEntry[], past: LogRecord[]): LogLine[] {
  const seen = cursorsOf(past);
  return entries
    .map(({ line }) => line)
    .filter(({ cursor }) => !seen.has(cursor));
}

function sorted(entries: LokiEntry[]): LokiEntry[] {
  return [...entries].sort((one, other) =>
    comparePositions(one.position, other.position),
  );
}

function newest(entries: LokiEntry[], count: number): LokiEntry[] {
  return count === 0 ? [] : sorted(entries).slice(-count);
}

function timeout(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms).unref();
  });
}
