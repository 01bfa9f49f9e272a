import type {
  LogLine,
  LogRecord,
} from '@vtasker/backstage-plugin-service-manager-common';
import { comparePositions, Position } from '../../pure/position';
import { ViewerQueue } from '../../pure/ViewerQueue';
import type { LiveLog, LiveQuery, LogEntry } from '../../types';
import { isWanted, PodContainer, streamOf } from './containers';
import { NewestEntries } from './NewestEntries';
import type { PodHistory } from './PodHistory';
import type { PodHub } from './PodHub';

/** What may wait for one viewer. */
const QUEUE_BYTES = 4 * 1024 * 1024;
const BATCH = 500;
/** Lines that are caught up with at once after a cursor. */
const CATCH_UP = 20_000;
/** The first lines come then, also when a container does not answer. */
const FIRST_MS = 3_000;

/** One viewer of a hub: its filter, its queue, and the lines before. */
export class PodViewer implements LiveLog {
  readonly #hub: PodHub;
  readonly #history: PodHistory;
  readonly #entityRef: string;
  readonly #query: LiveQuery;
  readonly #queue: ViewerQueue;
  readonly #unlisten: () => void;
  readonly #stop = new AbortController();
  /** What comes while the lines before are still read. */
  #waiting: LogRecord[] | undefined = [];
  #wake = () => {};
  #closed = false;

  constructor(options: {
    hub: PodHub;
    history: PodHistory;
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
      onEntry: ({ line }, late) => {
        if (filter.previous || !this.#begun || !filter.matches(line)) return;
        this.#push(late ? { ...line, late } : line);
      },
      onRecord: record => this.#push(record),
    });
    void this.#begin();
  }

  /** From here on what the hub tells comes after what was shown of it. */
  #begun = false;

  followed(): number {
    return this.#query.filter.previous ? 0 : this.#hub.followed;
  }

  async next(): Promise<LogRecord[] | undefined> {
    while (this.#queue.length === 0) {
      if (this.#closed) return undefined;
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
    return this.#queue.take(BATCH);
  }

  close(): void {
    this.#closed = true;
    this.#stop.abort();
    this.#unlisten();
    this.#wake();
  }

  async #begin(): Promise<void> {
    let records: LogRecord[];
    try {
      records = await this.#past();
    } catch (error) {
      this.#begun = true;
      records = [
        {
          type: 'error',
          code: 'CLUSTER_UNAVAILABLE',
          message: `The lines of the past cannot be read: ${
            (error as Error).message
          }`,
        },
      ];
    }
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const record of [...records, ...waiting]) this.#queue.push(record);
    this.#wake();
  }

  async #past(): Promise<LogRecord[]> {
    const { filter, after, tail } = this.#query;
    if (filter.previous) return this.#previous();
    await Promise.race([this.#hub.ready, timeout(FIRST_MS)]);
    // Nothing may happen between these two lines and the end of this block.
    this.#begun = true;
    const held = [...this.#hub.ring.entries];
    const begins = new Map(
      this.#hub
        .containers()
        .map(container => streamOf(container, false))
        .map(stream => [stream, this.#hub.ring.beginOf(stream)] as const),
    );
    const matching = held.filter(({ line }) => filter.matches(line));
    if (after) {
      const rest = this.#hub.ring.after(after);
      if (rest) return linesOf(rest.filter(({ line }) => filter.matches(line)));
      return this.#between(after, held, begins);
    }
    if (matching.length >= tail) {
      return linesOf(tail === 0 ? [] : newest(matching, tail));
    }
    const found = new NewestEntries(tail);
    for (const entry of matching) found.add(entry);
    for await (const entry of this.#older(begins)) {
      if (filter.matches(entry.line)) found.add(entry);
    }
    return linesOf(found.sorted());
  }

  /** From a line that is not held any longer to those that are. */
  async #between(
    after: Position,
    held: LogEntry[],
    begins: Map<string, Position | undefined>,
  ): Promise<LogRecord[]> {
    const { filter } = this.#query;
    const found: LogEntry[] = held.filter(
      ({ line, position }) =>
        comparePositions(position, after) > 0 && filter.matches(line),
    );
    let count = 0;
    const from = { ...after, ordinal: after.ordinal + 1 };
    for await (const entry of this.#older(begins, from)) {
      if (!filter.matches(entry.line)) continue;
      if (++count > CATCH_UP) {
        return [
          {
            type: 'gap',
            from: String(after.ns),
            to: String(found[0]?.position.ns ?? entry.position.ns),
            reason: 'source-limit',
            message: `More than ${CATCH_UP} lines were written meanwhile; page back to see them.`,
          },
          ...linesOf(sorted(held.filter(({ line }) => filter.matches(line)))),
        ];
      }
      found.push(entry);
    }
    return linesOf(sorted(found));
  }

  /** Lines of the present containers before those that the hub holds. */
  async *#older(
    begins: Map<string, Position | undefined>,
    from?: Position,
  ): AsyncGenerator<LogEntry, void, void> {
    const containers = this.#containers().filter(container => {
      const stream = streamOf(container, false);
      return begins.get(stream) && !this.#hub.ring.isWhole(stream);
    });
    const entries = this.#history.read(
      {
        entityRef: this.#entityRef,
        containers,
        previous: false,
        notices: new Set(),
        from,
      },
      AbortSignal.any([this.#stop.signal, AbortSignal.timeout(10_000)]),
    );
    for await (const entry of entries) {
      const begin = begins.get(entry.position.stream);
      if (begin && comparePositions(entry.position, begin) < 0) yield entry;
    }
  }

  /** The instances before have ended: there is nothing to follow. */
  async #previous(): Promise<LogRecord[]> {
    this.#begun = true;
    const { filter, tail, after } = this.#query;
    const page = await this.#history.page(this.#entityRef, this.#containers(), {
      filter,
      after,
      limit: Math.max(1, tail),
    });
    return page.records;
  }

  #containers(): PodContainer[] {
    return this.#hub
      .containers()
      .filter(container => isWanted(container, this.#query.filter));
  }

  #push(record: LogRecord): void {
    if (this.#closed) return;
    if (this.#waiting) {
      this.#waiting.push(record);
      return;
    }
    this.#queue.push(record);
    this.#wake();
  }
}

function sorted(entries: LogEntry[]): LogEntry[] {
  return [...entries].sort((one, other) =>
    comparePositions(one.position, other.position),
  );
}

function newest(entries: LogEntry[], count: number): LogEntry[] {
  return sorted(entries).slice(-count);
}

function linesOf(entries: LogEntry[]): LogLine[] {
  return entries.map(({ line }) => line);
}

function timeout(ms: number): Promise<void> {
  return new Promise(resolve => {
    setTimeout(resolve, ms).unref();
  });
}
