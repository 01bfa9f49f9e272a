import type {
  LogLine,
  LogRecord,
} from '@vtasker/backstage-plugin-service-manager-common';
import {
  CATCH_UP,
  heldFor,
  Outlet,
  soon,
  sorted,
  tooMuchSince,
} from '../../live';
import { comparePositions, Position } from '../../pure/position';
import type { LiveLog, LiveQuery, LogEntry } from '../../types';
import { isWanted, PodContainer, streamOf } from './containers';
import { NewestEntries } from './NewestEntries';
import type { PodHistory } from './PodHistory';
import type { PodHub } from './PodHub';

/** One viewer of a hub: its filter, its queue, and the lines before. */
export class PodViewer implements LiveLog {
  readonly #hub: PodHub;
  readonly #history: PodHistory;
  readonly #entityRef: string;
  readonly #query: LiveQuery;
  readonly #outlet: Outlet;
  readonly #unlisten: () => void;
  /** From here on what the hub tells comes after what was shown of it. */
  #begun = false;

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
    this.#outlet = new Outlet(options.queueBytes);
    const { filter } = this.#query;
    this.#unlisten = this.#hub.lines.listen({
      onEntry: ({ line }, late) => {
        if (filter.previous || !this.#begun || !filter.matches(line)) return;
        this.#outlet.push(late ? { ...line, late } : line);
      },
      onRecord: record => this.#outlet.push(record),
    });
    void this.#begin();
  }

  followed(): number {
    return this.#query.filter.previous ? 0 : this.#hub.followed;
  }

  next(): Promise<LogRecord[] | undefined> {
    return this.#outlet.next();
  }

  close(): void {
    this.#outlet.close();
    this.#unlisten();
  }

  async #begin(): Promise<void> {
    try {
      this.#outlet.begin(await this.#past());
    } catch (error) {
      this.#begun = true;
      this.#outlet.begin([
        {
          type: 'error',
          code: 'CLUSTER_UNAVAILABLE',
          message: `The lines of the past cannot be read: ${
            (error as Error).message
          }`,
        },
      ]);
    }
  }

  async #past(): Promise<LogRecord[]> {
    const { filter, after, tail } = this.#query;
    if (filter.previous) return this.#previous();
    await soon(this.#hub.ready);
    // Nothing may happen between these two lines and the end of this block.
    this.#begun = true;
    const { ring } = this.#hub.lines;
    const { entries, whole } = heldFor(ring, this.#query, ({ line }) =>
      filter.matches(line),
    );
    const begins = new Map(
      this.#hub
        .containers()
        .map(container => streamOf(container, false))
        .map(stream => [stream, ring.beginOf(stream)] as const),
    );
    if (whole) return linesOf(entries);
    if (after) return this.#between(after, entries, begins);
    const found = new NewestEntries(tail);
    for (const entry of entries) found.add(entry);
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
    const found = [...held];
    let count = 0;
    const from = { ...after, ordinal: after.ordinal + 1 };
    for await (const entry of this.#older(begins, from)) {
      if (!this.#query.filter.matches(entry.line)) continue;
      if (++count > CATCH_UP) {
        const until = held[0]?.position ?? entry.position;
        return [tooMuchSince(after, until.ns), ...linesOf(held)];
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
      return begins.get(stream) && !this.#hub.lines.ring.isWhole(stream);
    });
    const entries = this.#history.read(
      {
        entityRef: this.#entityRef,
        containers,
        previous: false,
        notices: new Set(),
        from,
      },
      AbortSignal.any([this.#outlet.signal, AbortSignal.timeout(10_000)]),
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
    const page = await this.#history.page(
      this.#entityRef,
      this.#containers(),
      { filter, after, limit: Math.max(1, tail) },
      this.#outlet.signal,
    );
    return page.records;
  }

  #containers(): PodContainer[] {
    return this.#hub
      .containers()
      .filter(container => isWanted(container, this.#query.filter));
  }
}

function linesOf(entries: LogEntry[]): LogLine[] {
  return entries.map(({ line }) => line);
}
