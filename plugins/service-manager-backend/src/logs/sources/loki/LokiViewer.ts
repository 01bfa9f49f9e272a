import type {
  LogLine,
  LogRecord,
} from '@vtasker/backstage-plugin-service-manager-common';
import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { setTimeout as sleep } from 'timers/promises';
import {
  CATCH_UP,
  cursorsOf,
  heldFor,
  Outlet,
  soon,
  tooMuchSince,
} from '../../live';
import type { Position } from '../../pure/position';
import type { LiveLog, LiveQuery } from '../../types';
import { isWanted, LokiEntry } from './entries';
import { failureFor } from './failures';
import type { LokiHistory } from './LokiHistory';
import type { LokiHub } from './LokiHub';

const AGAIN_MS = 5_000;

/** One viewer of a hub: its filter, its queue, and the lines before. */
export class LokiViewer implements LiveLog {
  readonly source = 'loki';
  readonly #hub: LokiHub;
  readonly #history: LokiHistory;
  readonly #entityRef: string;
  readonly #query: LiveQuery;
  readonly #outlet: Outlet;
  readonly #unlisten: () => void;
  /** From here on what the hub tells comes after what was shown of it. */
  #begun = false;

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
    this.#outlet = new Outlet(options.queueBytes);
    const { filter } = this.#query;
    this.#unlisten = this.#hub.lines.listen({
      onEntry: (entry, late) => {
        if (filter.previous || !this.#begun || !isWanted(entry, filter)) return;
        this.#outlet.push(late ? { ...entry.line, late } : entry.line);
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
    await soon(this.#hub.ready);
    // Nothing may happen between these lines and the end of this block.
    this.#begun = true;
    const { filter, tail, after } = this.#query;
    const { floor } = this.#hub;
    const { entries, whole } = filter.previous
      ? { entries: [], whole: false }
      : heldFor(this.#hub.lines.ring, this.#query, entry =>
          isWanted(entry, filter),
        );
    const held = entries.map(({ line }) => line);
    if (whole) {
      this.#outlet.begin(held);
      return;
    }
    let late = false;
    for (;;) {
      try {
        const past = after
          ? await this.#between(after, floor, entries)
          : await this.#before(floor, tail - entries.length);
        if (late) {
          for (const record of past) this.#outlet.push(asLate(record));
        } else {
          this.#outlet.begin([...past, ...unseen(held, past)]);
        }
        return;
      } catch (error) {
        if (this.#outlet.signal.aborted) return;
        if (!late) this.#outlet.begin(held);
        late = true;
        await this.#failed(error);
      }
    }
  }

  /** Tells it, and waits until it is time to try again. */
  async #failed(error: unknown): Promise<void> {
    const failure = failureFor(error) as Error & { nextStep?: string };
    this.#outlet.push({
      type: 'error',
      code: errorCodes.dependencyUnavailable,
      message: `The lines of the past cannot be read: ${failure.message}`,
      nextStep: failure.nextStep,
      retryInMs: AGAIN_MS,
    });
    const { signal } = this.#outlet;
    await sleep(AGAIN_MS, undefined, { signal }).catch(() => {});
  }

  /** The newest lines before those that the hub holds. */
  async #before(floor: bigint, limit: number): Promise<LogRecord[]> {
    const { filter } = this.#query;
    if (limit <= 0) return [];
    const page = await this.#history.page(
      this.#entityRef,
      this.#hub.places(),
      { filter, until: filter.previous ? undefined : floor, limit },
      this.#outlet.signal,
    );
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
      AbortSignal.any([this.#outlet.signal, AbortSignal.timeout(20_000)]),
    )) {
      if ('line' in item && ++count > CATCH_UP) {
        return [tooMuchSince(after, held[0]?.position.ns ?? floor)];
      }
      found.push('line' in item ? item.line : item);
    }
    return found;
  }
}

function asLate(record: LogRecord): LogRecord {
  return record.type === 'line' ? { ...record, late: true } : record;
}

/** A line that came very late is held, and in the past as well. */
function unseen(lines: LogLine[], past: LogRecord[]): LogLine[] {
  const seen = cursorsOf(past);
  return lines.filter(({ cursor }) => !seen.has(cursor));
}
