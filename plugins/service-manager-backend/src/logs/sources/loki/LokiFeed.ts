import type { LogRecord } from '@vtasker/backstage-plugin-service-manager-common';
import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { UpstreamError } from '../../../upstreams';
import { nsOfDate, wholeSecond } from '../../pure/instant';
import { countSeconds } from './count';
import { LokiEntry, LokiEntryMaker } from './entries';
import { nextStepFor } from './failures';
import type { LokiClient, LokiStream } from './LokiClient';
import { LokiTail, TailEnd } from './LokiTail';
import { PlaceReader } from './PlaceReader';
import { LokiPlace, selectorOf } from './pure/places';
import { Tally } from './pure/Tally';
import type { LokiTimings } from './timings';

export interface LokiFeedOptions {
  entityRef: string;
  client: LokiClient;
  place: LokiPlace;
  clock: () => Date;
  timings: LokiTimings;
  /** Lines from here on are told. */
  from: bigint;
  onEntry(entry: LokiEntry): void;
  onRecord(record: Exclude<LogRecord, { type: 'line' }>): void;
}

const SECOND = 1_000_000_000n;
/** A tail can tell so much later what was read already. */
const SLACK = 20n * SECOND;
const AHEAD = 600n * SECOND;
const PAGE = 5_000;

/**
 * The live lines of one place: a tail for promptness, and queries for truth.
 * When a tail opens, ends, says that it dropped lines, and every 30 s, all
 * since the last query less 10 s is read again, and what was not told yet is
 * told. Without a tail the same queries come every two seconds.
 */
export class LokiFeed {
  readonly #options: LokiFeedOptions;
  /** Resolves after the first reading, whether it succeeded or not. */
  readonly ready: Promise<void>;
  readonly #stop = new AbortController();
  /** Lines that were told; their places; what this tail has told. */
  readonly #told = new Tally();
  readonly #places = new Tally();
  readonly #ofTail = new Tally();
  #place: LokiPlace;
  #selector: string;
  #maker: LokiEntryMaker;
  /** Up to here queries have found all that was there. */
  #confirmed: bigint;
  /**
   * What was found since an interruption may not be all: since when, and until
   * when. Each ends by itself, or one that recurs would reach back for ever.
   */
  #doubts: Array<{ from: bigint; untilMs: number }> = [];
  #tail: LokiTail | undefined;
  #open = false;
  #cuts = 0;
  #failures = 0;
  /** What Loki asked for when it had too much to do. */
  #retryAfter = 0;
  #reading: Promise<void> | undefined;
  #wanted = false;
  #next: NodeJS.Timeout | undefined;
  #connecting: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;

  constructor(options: LokiFeedOptions) {
    this.#options = options;
    this.#place = options.place;
    this.#selector = selectorOf(options.place)!;
    this.#maker = new LokiEntryMaker(options.entityRef, options.place);
    this.#confirmed = options.from;
    this.#connect();
    this.ready = this.#read();
  }

  get place(): LokiPlace {
    return this.#place;
  }

  /** The pods have changed: the same lines, and those of others. */
  move(place: LokiPlace): void {
    const selector = selectorOf(place)!;
    this.#place = place;
    this.#maker = new LokiEntryMaker(this.#options.entityRef, place);
    if (selector === this.#selector) return;
    this.#selector = selector;
    this.#disconnect();
    this.#connect();
    void this.#read();
  }

  stop(): void {
    this.#stop.abort();
    this.#disconnect();
    clearTimeout(this.#next);
  }

  #connect(): void {
    if (this.#stop.signal.aborted) return;
    const { client, clock } = this.#options;
    this.#ofTail.clear();
    const maker = this.#maker;
    let openedAt = 0;
    const tail = new LokiTail(
      client,
      { selector: this.#selector, start: nsOfDate(clock()) },
      {
        onOpen: () => {
          openedAt = performance.now();
          this.#open = true;
          void this.#read();
          // Loki learns of a tail a little after it says that it is open.
          this.#settling = setTimeout(
            () => void this.#read(),
            this.#options.timings.settleMs,
          );
        },
        onStreams: (streams, dropped) =>
          this.#fromTail(maker, streams, dropped),
        onEnd: end => this.#ended(end, performance.now() - openedAt, openedAt),
      },
    );
    this.#tail = tail;
  }

  #disconnect(): void {
    this.#tail?.close();
    this.#open = false;
    clearTimeout(this.#connecting);
    clearTimeout(this.#settling);
  }

  #ended(end: TailEnd, lastedMs: number, openedAt: number): void {
    const { reconnectMs, reconnectMaxMs, slotMs } = this.#options.timings;
    this.#open = false;
    // One that never opened has interrupted nothing.
    if (openedAt > 0) this.#startDoubt();
    clearTimeout(this.#settling);
    this.#cuts = openedAt > 0 && lastedMs > 10_000 ? 0 : this.#cuts + 1;
    const wait = end.noSlot
      ? slotMs
      : Math.min(reconnectMaxMs, reconnectMs * 2 ** Math.min(this.#cuts, 10));
    clearTimeout(this.#connecting);
    this.#connecting = setTimeout(() => this.#connect(), wait);
    this.#plan();
  }

  #fromTail(
    maker: LokiEntryMaker,
    streams: LokiStream[],
    dropped: number,
  ): void {
    for (const entry of maker.make(streams)) {
      const { ns } = entry.position;
      const times = this.#ofTail.add(ns, entry.identity);
      if (times > this.#told.count(ns, entry.identity)) this.#tell(entry);
    }
    // It says how many, but not all of them, and they are in Loki.
    if (dropped > 0) void this.#read();
  }

  #tell(entry: LokiEntry): void {
    const { ns } = entry.position;
    this.#told.add(ns, entry.identity);
    const others = this.#places.add(ns, entry.placeIdentity) - 1;
    this.#options.onEntry(this.#maker.numbered(entry, others));
  }

  /** One at a time; when asked meanwhile, once more. */
  #read(): Promise<void> {
    if (this.#reading) {
      this.#wanted = true;
      return this.#reading;
    }
    clearTimeout(this.#next);
    this.#wanted = false;
    this.#reading = this.#readOnce()
      .then(
        () => {
          this.#failures = 0;
        },
        error => this.#failed(error),
      )
      .finally(() => {
        this.#reading = undefined;
        if (this.#wanted && this.#failures === 0) void this.#read();
        else this.#plan();
      });
    return this.#reading;
  }

  #plan(): void {
    if (this.#stop.signal.aborted || this.#reading) return;
    const { againMs, pollMs, doubtAgainMs } = this.#options.timings;
    clearTimeout(this.#next);
    let wait = this.#open ? againMs : pollMs;
    if (this.#open && this.#doubts.length > 0)
      wait = Math.min(againMs, doubtAgainMs);
    if (this.#failures > 0) wait = this.#retryMs();
    this.#next = setTimeout(() => void this.#read(), wait);
  }

  async #readOnce(): Promise<void> {
    const { client, timings, clock, from } = this.#options;
    const now = nsOfDate(clock());
    const overlap = BigInt(timings.overlapMs) * 1_000_000n;
    this.#doubts = this.#doubts.filter(
      ({ untilMs }) => performance.now() <= untilMs,
    );
    const begin = max(from, this.#doubtful(this.#confirmed - overlap));
    const reader = new PlaceReader({
      client,
      maker: this.#maker,
      selector: this.#selector,
      limit: PAGE,
      now,
      signal: this.#stop.signal,
    });
    const pass = new Tally();
    let count = 0;
    for await (const { entries, gap, edge } of reader.forward(
      begin,
      now + AHEAD,
    )) {
      for (const entry of entries) {
        const { ns } = entry.position;
        const times = pass.add(ns, entry.identity);
        if (times > this.#told.count(ns, entry.identity)) {
          this.#tell(entry);
          count++;
        }
      }
      if (gap) this.#options.onRecord(gap);
      this.#confirmed = max(this.#confirmed, edge < now ? edge : now);
      if (count > timings.catchUpLines && (await this.#skip(edge, now))) {
        this.#doubts = [];
        break;
      }
    }
    this.#confirmed = now;
    const kept = this.#doubtful(now - overlap) - SLACK;
    for (const tally of [this.#told, this.#places, this.#ofTail]) {
      tally.forget(kept);
    }
  }

  #startDoubt(): void {
    const { doubtMs, overlapMs } = this.#options.timings;
    const from = this.#confirmed - BigInt(overlapMs) * 1_000_000n;
    this.#doubts = this.#doubts.filter(doubt => doubt.from !== from);
    this.#doubts.push({ from, untilMs: performance.now() + doubtMs });
  }

  /** What is doubted begins here, or at the time that is given. */
  #doubtful(since: bigint): bigint {
    return this.#doubts.reduce((least, { from }) => min(least, from), since);
  }

  /** So much was written meanwhile that it is not told: only how much it is. */
  async #skip(edge: bigint, now: bigint): Promise<boolean> {
    const begin = wholeSecond(edge) + SECOND;
    const end = wholeSecond(now);
    if (end - begin < 2n * SECOND) return false;
    const { client } = this.#options;
    const { signal } = this.#stop;
    const rest = new PlaceReader({
      client,
      maker: this.#maker,
      selector: this.#selector,
      limit: PAGE,
      now,
      signal,
    });
    for await (const { entries } of rest.forward(edge, begin)) {
      for (const entry of entries) {
        const { ns } = entry.position;
        if (this.#told.count(ns, entry.identity) === 0) this.#tell(entry);
      }
    }
    const all = await countSeconds(
      client,
      this.#selector,
      begin,
      (end - begin) / SECOND,
      signal,
    );
    const count = all - this.#told.within(begin, end);
    if (count <= 0) return true;
    this.#options.onRecord({
      type: 'gap',
      from: String(begin),
      to: String(end - 1n),
      count,
      reason: 'source-limit',
      message: `${count} lines were written while they could not be read; page back to see them.`,
    });
    return true;
  }

  #failed(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.#failures++;
    this.#startDoubt();
    const known = error instanceof UpstreamError;
    this.#retryAfter = (known && error.options.retryAfterMs) || 0;
    this.#options.onRecord({
      type: 'error',
      code: errorCodes.dependencyUnavailable,
      message: known
        ? error.message
        : `The lines cannot be read: ${(error as Error).message}`,
      nextStep: known ? nextStepFor(error) : undefined,
      retryInMs: this.#retryMs(),
    });
  }

  #retryMs(): number {
    const { retryMs, retryMaxMs } = this.#options.timings;
    const grown = retryMs * 2 ** Math.min(this.#failures - 1, 10);
    return Math.max(Math.min(grown, retryMaxMs), this.#retryAfter);
  }
}

function min(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}

function max(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
