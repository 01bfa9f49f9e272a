import {
  errorCodes,
  LogPage,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { ClustersService } from '@vtasker/backstage-plugin-service-manager-node';
import { ServiceManagerError } from '../../../errors';
import { deadline, unlessGone } from '../../pure/deadline';
import type { LogFilter } from '../../pure/filter';
import { isoOf, nsOfDate } from '../../pure/instant';
import {
  beginOf,
  comparePositions,
  encodeCursor,
  Position,
} from '../../pure/position';
import type { LogEntry, PageQuery } from '../../types';
import { clusterOf, PodContainer } from './containers';
import { LineChannel } from './LineChannel';
import { mergeEntries } from './merge';
import { NewestEntries } from './NewestEntries';
import { readContainer } from './readContainer';

/** Containers that are read at the same time. */
const PARALLEL = 8;
const DEADLINE_MS = 20_000;
const MINUTE_NS = 60_000_000_000n;
/** How far back a page looks, one after the other; then at everything. */
const WINDOWS = [1n, 8n, 60n, 480n].map(minutes => minutes * MINUTE_NS);

export interface PodHistoryOptions {
  clusters: ClustersService;
  clock: () => Date;
}

interface Reading {
  entityRef: string;
  containers: PodContainer[];
  previous: boolean;
  notices: Set<string>;
  signal: AbortSignal;
  from?: Position;
  until?: Position;
}

/** Pages of what the logs of pods hold; the API has no way to page itself. */
export class PodHistory {
  readonly #options: PodHistoryOptions;

  constructor(options: PodHistoryOptions) {
    this.#options = options;
  }

  /** @param gone - aborted when nobody waits for it any more */
  page(
    entityRef: string,
    containers: PodContainer[],
    query: PageQuery,
    gone?: AbortSignal,
  ): Promise<LogPage> {
    const signal = deadline(DEADLINE_MS, gone);
    return unlessGone(gone, () =>
      this.#page(entityRef, containers, query, signal),
    );
  }

  async #page(
    entityRef: string,
    containers: PodContainer[],
    query: PageQuery,
    signal: AbortSignal,
  ): Promise<LogPage> {
    const { filter } = query;
    const reading: Reading = {
      entityRef,
      containers,
      previous: filter.previous,
      notices: new Set(),
      signal,
      from: query.from === undefined ? undefined : beginOf(query.from),
      until: query.until === undefined ? undefined : beginOf(query.until),
    };
    if (query.after) return this.#forward(reading, query, query.after);
    if (query.before) reading.until = least(reading.until, query.before);
    return this.#back(reading, query);
  }

  /** Every line of a range once, in order, as slowly as it is taken. */
  async *read(
    reading: Omit<Reading, 'signal'>,
    signal: AbortSignal,
  ): AsyncGenerator<LogEntry, void, void> {
    const stop = new AbortController();
    const all = AbortSignal.any([signal, stop.signal]);
    const streams = reading.containers.map(container => {
      const channel = new LineChannel<LogEntry>(500);
      void this.#readOne({ ...reading, signal: all }, container, entry =>
        channel.put(entry),
      ).then(
        () => channel.end(),
        error => channel.end(error),
      );
      return channel.take();
    });
    try {
      yield* mergeEntries(streams);
    } finally {
      stop.abort();
    }
  }

  async #forward(
    reading: Reading,
    query: PageQuery,
    after: Position,
  ): Promise<LogPage> {
    const next = { ...after, ordinal: after.ordinal + 1 };
    reading.from =
      reading.from && comparePositions(reading.from, next) > 0
        ? reading.from
        : next;
    const found: LogEntry[] = [];
    let more = false;
    for await (const entry of this.read(reading, reading.signal)) {
      if (!query.filter.matches(entry.line)) continue;
      if (found.length === query.limit) {
        more = true;
        break;
      }
      found.push(entry);
    }
    this.#checkDeadline(reading.signal, found.length > 0);
    more ||= reading.signal.aborted;
    return this.#answer(reading, found, {
      older: found[0]?.position ?? after,
      newer: more ? found.at(-1)?.position : undefined,
    });
  }

  async #back(reading: Reading, query: PageQuery): Promise<LogPage> {
    const { filter, limit } = query;
    const keepsNewer = Boolean(reading.until);
    if (filter.all && !reading.until && !reading.from) {
      const tail = await this.#tail(reading, limit);
      if (tail) return this.#answer(reading, tail.entries, tail);
    }
    const end = reading.until?.ns ?? nsOfDate(this.#options.clock());
    let best: { newest: NewestEntries; begin: bigint } | undefined;
    for (const window of [...WINDOWS, undefined]) {
      const begin = window === undefined ? 0n : end - window;
      const floor = reading.from?.ns ?? 0n;
      const last = begin <= floor;
      const newest = new NewestEntries(limit);
      const from = last ? reading.from : beginOf(begin);
      try {
        await this.#readAll({ ...reading, from }, filter, newest);
      } catch (error) {
        if (!best || !reading.signal.aborted) throw error;
      }
      if (reading.signal.aborted) break;
      best = { newest, begin: last ? floor : begin };
      if (last || newest.dropped || newest.sorted().length >= limit) break;
    }
    this.#checkDeadline(reading.signal, Boolean(best));
    const { newest, begin } = best!;
    const entries = newest.sorted();
    const searchedAll = begin === (reading.from?.ns ?? 0n);
    const oldest = entries.length ? entries[0].position : beginOf(begin);
    let older: Position | undefined;
    if (newest.dropped) older = oldest;
    else if (!searchedAll) older = beginOf(begin);
    return this.#answer(reading, entries, {
      older,
      newer: keepsNewer ? entries.at(-1)?.position : undefined,
    });
  }

  /** The newest lines without looking at any others. */
  async #tail(reading: Reading, limit: number) {
    const newest = new NewestEntries(limit);
    /** Before it a container has lines that were not read. */
    let floor: Position | undefined;
    let unsure = false;
    await this.#each(reading, async container => {
      let first: Position | undefined;
      const { moreBefore } = await readContainer({
        ...reading,
        cluster: clusterOf(this.#options.clusters, container),
        container,
        tail: limit + 1,
        onEntry: entry => {
          first ??= entry.position;
          newest.add(entry);
        },
      });
      if (!moreBefore) return;
      if (!first) unsure = true;
      else if (!floor || comparePositions(first, floor) > 0) floor = first;
    });
    const entries = newest
      .sorted()
      .filter(
        ({ position }) => !floor || comparePositions(position, floor) >= 0,
      );
    const more = newest.dropped || floor !== undefined;
    if (unsure || (more && entries.length === 0)) return undefined;
    return { entries, older: more ? entries[0].position : undefined };
  }

  async #readAll(
    reading: Reading,
    filter: LogFilter,
    newest: NewestEntries,
  ): Promise<void> {
    await this.#each(reading, container =>
      this.#readOne(reading, container, entry => {
        if (filter.matches(entry.line)) newest.add(entry);
      }),
    );
  }

  async #readOne(
    reading: Reading,
    container: PodContainer,
    onEntry: (entry: LogEntry) => void | Promise<void>,
  ): Promise<void> {
    await this.#told(reading, container, async () => {
      await readContainer({
        ...reading,
        cluster: clusterOf(this.#options.clusters, container),
        container,
        onEntry,
      });
    });
  }

  async #each(
    reading: Reading,
    act: (container: PodContainer) => Promise<void>,
  ): Promise<void> {
    const waiting = [...reading.containers];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const container = next;
        await this.#told(reading, container, () => act(container));
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
  }

  /** A container that cannot be read is told of; the others still are. */
  async #told(
    reading: Reading,
    container: PodContainer,
    act: () => Promise<void>,
  ): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (reading.signal.aborted) return;
      const status = (error as { status?: number }).status;
      // Nothing written yet, or gone meanwhile: there are no lines to miss.
      if (status === 400 || status === 404) return;
      if (reading.containers.length === 1) throw error;
      reading.notices.add(
        `The lines of ${container.pod} (${container.container}) are missing: ${
          (error as Error).message
        }.`,
      );
    }
  }

  #checkDeadline(signal: AbortSignal, something: boolean): void {
    if (!signal.aborted || something) return;
    throw new ServiceManagerError(
      503,
      errorCodes.clusterUnavailable,
      `The lines could not be read within ${DEADLINE_MS / 1000} s.`,
      {
        nextStep: 'Ask for a shorter range, or for fewer pods.',
        retryAfterSeconds: 5,
      },
    );
  }

  #answer(
    reading: Reading,
    entries: LogEntry[],
    places: { older?: Position; newer?: Position },
  ): LogPage {
    const cursor = (at: Position | undefined) =>
      at && encodeCursor(reading.entityRef, at);
    const notices = [...reading.notices].slice(0, 20);
    if (reading.signal.aborted) {
      notices.push(
        `Reading was ended after ${DEADLINE_MS / 1000} s; ${
          places.older ? `lines before ${isoOf(places.older.ns)}` : 'more lines'
        } have to be asked for.`,
      );
    }
    return {
      source: 'pods',
      records: entries.map(({ line }) => line),
      olderCursor: cursor(places.older),
      newerCursor: cursor(places.newer),
      notices,
    };
  }
}

function least(one: Position | undefined, other: Position): Position {
  return one && comparePositions(one, other) < 0 ? one : other;
}
