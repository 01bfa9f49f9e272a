import type { LogPage } from '@vtasker/backstage-plugin-service-manager-common';
import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../../../errors';
import { UpstreamError } from '../../../upstreams';
import { isoOf, nsOfDate } from '../../pure/instant';
import { deadline, unlessGone } from '../../pure/deadline';
import type { LogFilter } from '../../pure/filter';
import { beginOf, encodeCursor, Position } from '../../pure/position';
import type { PageQuery } from '../../types';
import { isWanted, LokiEntryMaker } from './entries';
import { failureFor } from './failures';
import {
  inOrder,
  isAfter,
  isEntry,
  isNotBefore,
  Item,
  linesFrom,
  nsOf,
  recordOf,
} from './items';
import type { LokiClient } from './LokiClient';
import { Batch, PlaceReader } from './PlaceReader';
import { levelStage } from './pure/levels';
import { LokiPlace, selectorOf } from './pure/places';

export interface LokiHistoryOptions {
  clientOf(place: LokiPlace): LokiClient;
  clock: () => Date;
}

const DEADLINE_MS = 20_000;
/** A page that has lines by then is not filled up any more. */
const ENOUGH_MS = 5_000;
const DAY = 86_400_000_000_000n;
/** Nothing older is looked for; it bounds how often an empty log is asked. */
const OLDEST = 366n * DAY;
/** Lines that have come, but carry a time a little ahead. */
const AHEAD = 600_000_000_000n;
/** Asked for at once where a text decides: most lines are left out then. */
const WHOLE_PAGE = 5_000;

interface Strand {
  place: LokiPlace;
  batches: AsyncGenerator<Batch, void, void>;
  edge: bigint;
  done: boolean;
  failed?: boolean;
}

/** Pages of the past out of Loki, of all places of a service in one order. */
export class LokiHistory {
  readonly #options: LokiHistoryOptions;

  constructor(options: LokiHistoryOptions) {
    this.#options = options;
  }

  /** @param gone - aborted when nobody waits for it any more */
  page(
    entityRef: string,
    places: LokiPlace[],
    query: PageQuery,
    gone?: AbortSignal,
  ): Promise<LogPage> {
    const signal = deadline(DEADLINE_MS, gone);
    return unlessGone(gone, () => this.#page(entityRef, places, query, signal));
  }

  async #page(
    entityRef: string,
    places: LokiPlace[],
    query: PageQuery,
    signal: AbortSignal,
  ): Promise<LogPage> {
    const notices = new Set<string>();
    const cursor = (at: Position | undefined) =>
      at && encodeCursor(entityRef, at);
    const found = query.after
      ? await this.#forward(entityRef, places, query, notices, signal)
      : await this.#back(entityRef, places, query, notices, signal);
    if (signal.aborted) {
      notices.add(
        `Reading was ended after ${DEADLINE_MS / 1000} s; ${
          found.older && !query.after
            ? `lines before ${isoOf(found.older.ns)}`
            : 'more lines'
        } have to be asked for.`,
      );
    }
    return {
      source: 'loki',
      records: found.items.map(recordOf),
      olderCursor: cursor(found.older),
      newerCursor: cursor(found.newer),
      notices: [...notices].slice(0, 20),
    };
  }

  /** Lines of a range in the order of time, as slowly as they are taken. */
  async *read(
    entityRef: string,
    places: LokiPlace[],
    query: {
      filter: LogFilter;
      from?: bigint;
      until?: bigint;
      after?: Position;
    },
    signal: AbortSignal,
    /** Where given, places that fail are told here, and the others are read. */
    notices?: Set<string>,
  ): AsyncGenerator<Item, void, void> {
    const { filter, after } = query;
    const until = query.until ?? this.#now() + AHEAD;
    const from = later(query.from, after?.ns ?? until - OLDEST);
    const strands = this.#strands(entityRef, places, filter, {
      limit: WHOLE_PAGE,
      signal,
      read: reader => reader.forward(from, until),
      edge: from,
    });
    let held: Item[] = [];
    for (;;) {
      const open = strands.filter(({ done }) => !done);
      const next = open.reduce<Strand | undefined>(
        (least, one) => (least && least.edge <= one.edge ? least : one),
        undefined,
      );
      if (next) {
        held.push(...(await this.#pull(next, filter, until, strands, notices)));
      }
      const known = strands
        .filter(({ done }) => !done)
        .reduce((least, { edge }) => (edge < least ? edge : least), until);
      const ready = held.filter(item => nsOf(item) < known);
      if (ready.length > 0) {
        held = held.filter(item => nsOf(item) >= known);
        for (const item of inOrder(ready)) {
          if (after && !isAfter(item, after)) continue;
          yield item;
        }
      }
      if (!next) return;
    }
  }

  async #forward(
    entityRef: string,
    places: LokiPlace[],
    query: PageQuery,
    notices: Set<string>,
    signal: AbortSignal,
  ) {
    const after = query.after!;
    const items: Item[] = [];
    let lines = 0;
    let more = false;
    try {
      for await (const item of this.read(
        entityRef,
        places,
        query,
        signal,
        notices,
      )) {
        if (lines === query.limit) {
          more = true;
          break;
        }
        items.push(item);
        if (!('reason' in item)) lines++;
      }
    } catch (error) {
      this.#tell(error, items.length > 0, notices, signal);
      more = true;
    }
    const first = items.find(isEntry);
    const last = items.findLast(isEntry);
    return {
      items,
      older: first?.position ?? after,
      newer: more ? last?.position ?? after : undefined,
    };
  }

  async #back(
    entityRef: string,
    places: LokiPlace[],
    query: PageQuery,
    notices: Set<string>,
    signal: AbortSignal,
  ) {
    const { filter, limit, before } = query;
    const end = query.until ?? this.#now() + AHEAD;
    // Of the cursor's own nanosecond some lines are before it.
    const until = before && before.ns + 1n < end ? before.ns + 1n : end;
    const from = query.from ?? later(this.#now() - OLDEST, 0n);
    const strands = this.#strands(entityRef, places, filter, {
      limit: filter.byText ? WHOLE_PAGE : limit + 1,
      signal,
      read: reader => reader.backward(from, until),
      edge: until,
    });
    let items: Item[] = [];
    let floor = until;
    let failed = false;
    const enough = performance.now() + ENOUGH_MS;
    try {
      for (;;) {
        const open = strands.filter(({ done }) => !done);
        floor = open.reduce(
          (most, { edge }) => (edge > most ? edge : most),
          from,
        );
        const lines = linesFrom(items, floor);
        if (open.length === 0 || lines > limit) break;
        if (lines > 0 && performance.now() > enough) break;
        const next = open.reduce((most, one) =>
          one.edge > most.edge ? one : most,
        );
        const pulled = await this.#pull(next, filter, from, strands, notices);
        items.push(
          ...pulled.filter(item => !before || !isNotBefore(item, before)),
        );
      }
    } catch (error) {
      this.#tell(error, floor < until, notices, signal);
      failed = true;
    } finally {
      for (const { batches } of strands) void batches.return().catch(() => {});
    }
    items = inOrder(items.filter(item => nsOf(item) >= floor));
    const dropped = items.filter(isEntry).length - limit;
    if (dropped > 0) {
      const first = items.filter(isEntry)[dropped];
      items = items.slice(items.indexOf(first));
    }
    const oldest = items.find(isEntry)?.position;
    let older: Position | undefined;
    if (dropped > 0) older = oldest;
    else if (failed || floor > from) older = beginOf(floor);
    return {
      items,
      older,
      newer:
        before || query.until !== undefined
          ? items.findLast(isEntry)?.position
          : undefined,
    };
  }

  #strands(
    entityRef: string,
    places: LokiPlace[],
    filter: LogFilter,
    options: {
      limit: number;
      signal: AbortSignal;
      read(reader: PlaceReader): AsyncGenerator<Batch, void, void>;
      edge: bigint;
    },
  ): Strand[] {
    return places.flatMap(place => {
      const selector = selectorOf(place, filter);
      if (!selector) return [];
      const reader = new PlaceReader({
        client: this.#options.clientOf(place),
        maker: new LokiEntryMaker(entityRef, place),
        selector,
        stage: levelStage(filter.levels),
        limit: options.limit,
        now: this.#now(),
        signal: options.signal,
      });
      return [
        {
          place,
          batches: options.read(reader),
          edge: options.edge,
          done: false,
        },
      ];
    });
  }

  /** The next lines of one place that are wanted. */
  async #pull(
    strand: Strand,
    filter: LogFilter,
    end: bigint,
    strands: Strand[],
    notices: Set<string> | undefined,
  ): Promise<Item[]> {
    let next: IteratorResult<Batch, void>;
    try {
      next = await strand.batches.next();
    } catch (error) {
      strand.failed = true;
      if (!notices || !(error instanceof UpstreamError)) throw error;
      if (strands.every(({ failed }) => failed)) throw error;
      notices.add(
        `The lines of ${strand.place.cluster} are missing: ${error.message}`,
      );
      next = { done: true, value: undefined };
    }
    if (next.done) {
      strand.done = true;
      strand.edge = end;
      return [];
    }
    const { entries, gap, edge } = next.value;
    strand.edge = edge;
    const wanted: Item[] = entries.filter(entry => isWanted(entry, filter));
    return gap ? [...wanted, gap] : wanted;
  }

  /** What was read already is shown, and why it is not more. */
  #tell(
    error: unknown,
    something: boolean,
    notices: Set<string>,
    signal: AbortSignal,
  ): void {
    if (signal.aborted) {
      if (something) return;
      throw new ServiceManagerError(
        503,
        errorCodes.dependencyUnavailable,
        `Loki has not given the lines within ${DEADLINE_MS / 1000} s.`,
        {
          nextStep: 'Ask for a shorter range, or for fewer pods.',
          retryAfterSeconds: 5,
        },
      );
    }
    const failure = failureFor(error);
    if (!something) throw failure;
    notices.add(`Not all lines could be read. ${(failure as Error).message}`);
  }

  #now(): bigint {
    return nsOfDate(this.#options.clock());
  }
}

function later(one: bigint | undefined, other: bigint): bigint {
  return one !== undefined && one > other ? one : other;
}
