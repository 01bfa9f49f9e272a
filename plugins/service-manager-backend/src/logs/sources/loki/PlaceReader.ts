import type { LogGap } from '@vtasker/backstage-plugin-service-manager-common';
import { setTimeout as sleep } from 'timers/promises';
import { UpstreamError } from '../../../upstreams';
import { LokiEntry, LokiEntryMaker } from './entries';
import { LokiClient } from './LokiClient';
import { countAt } from './count';

/** What was read whole: all lines from `from` up to what was read before. */
export interface Batch {
  entries: LokiEntry[];
  gap?: LogGap;
  /** Backward: inclusive begin. Forward: exclusive end. */
  edge: bigint;
}

export interface PlaceReaderOptions {
  client: LokiClient;
  maker: LokiEntryMaker;
  selector: string;
  /** A stage that leaves out what cannot be wanted. */
  stage?: string;
  /** Lines asked for at once; more where one nanosecond has more. */
  limit: number;
  now: bigint;
  signal: AbortSignal;
}

const SECOND = 1_000_000_000n;
const HOUR = 3_600n * SECOND;
const FIRST_WINDOW = HOUR;
/** From this length on the index is asked first. */
const LONG_WINDOW = 4n * HOUR;
/** The longest that Loki takes unless configured is 30 days and an hour. */
const LONGEST_WINDOW = 720n * HOUR;
const SHORTEST_WINDOW = SECOND;
/**
 * Loki keeps lines in memory for two hours unless configured, and looks for
 * them there up to three hours after; until then no index knows of them.
 */
const IN_MEMORY = 24n * HOUR;
const TRIES = 4;
const FEWEST = 50;
/** Loki's parts give each other so many bytes at once, 4 MiB unless configured. */
const TOO_LARGE = /larger than max|ResourceExhausted|message size/i;

/**
 * Reads the lines of one selector page by page. A page ends where its limit
 * is, which can be between lines of one nanosecond: these are left out and
 * come whole with the next page. Where they alone fill one, the limit is
 * raised to the most that Loki gives; what is still missing is a gap.
 */
export class PlaceReader {
  readonly #options: PlaceReaderOptions;
  /** Lines asked for at once; fewer where they are long. */
  #limit: number;
  #window = FIRST_WINDOW;
  #longest = LONGEST_WINDOW;

  constructor(options: PlaceReaderOptions) {
    this.#options = options;
    this.#limit = options.limit;
  }

  /** From the newest to the oldest. @throws UpstreamError */
  async *backward(
    from: bigint,
    until: bigint,
  ): AsyncGenerator<Batch, void, void> {
    let end = until;
    while (end > from) {
      const begin = end - this.#window > from ? end - this.#window : from;
      const page = await this.#fetch('backward', begin, end);
      if (!page) continue;
      const { entries, full } = page;
      if (!full) {
        end = begin;
        yield { entries, edge: end };
        this.#adapt(entries.length);
        continue;
      }
      const oldest = entries[0].position.ns;
      if (entries[entries.length - 1].position.ns === oldest) {
        end = oldest;
        yield { ...(await this.#instant(oldest)), edge: end };
        continue;
      }
      end = oldest + 1n;
      yield {
        entries: entries.filter(({ position }) => position.ns > oldest),
        edge: end,
      };
    }
  }

  /** From the oldest to the newest. @throws UpstreamError */
  async *forward(
    from: bigint,
    until: bigint,
  ): AsyncGenerator<Batch, void, void> {
    let begin = from;
    while (begin < until) {
      const end = begin + this.#window < until ? begin + this.#window : until;
      const page = await this.#fetch('forward', begin, end);
      if (!page) continue;
      const { entries, full } = page;
      if (!full) {
        begin = end;
        yield { entries, edge: begin };
        this.#adapt(entries.length);
        continue;
      }
      const newest = entries[entries.length - 1].position.ns;
      if (entries[0].position.ns === newest) {
        begin = newest + 1n;
        yield { ...(await this.#instant(newest)), edge: begin };
        continue;
      }
      begin = newest;
      yield {
        entries: entries.filter(({ position }) => position.ns < newest),
        edge: begin,
      };
    }
  }

  /** Undefined: the window was too long, and is shorter now. */
  async #fetch(direction: 'forward' | 'backward', start: bigint, end: bigint) {
    const { client, selector, stage = '', signal } = this.#options;
    if (end - start >= LONG_WINDOW && (await this.#isEmpty(start, end))) {
      return { entries: [], full: false };
    }
    for (let tries = 1; ; tries++) {
      const limit = Math.min(this.#limit, client.fitting);
      try {
        const streams = await client.range(
          { selector: selector + stage, start, end, limit, direction },
          signal,
        );
        const count = streams.reduce((sum, { rows }) => sum + rows.length, 0);
        return {
          entries: this.#made(streams),
          full: count >= Math.min(limit, client.maxEntries),
        };
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        if (this.#askForLess(error) && error.kind !== 'timeout') continue;
        const { kind, options } = error;
        const length = end - start;
        if (
          (kind === 'too-much' || kind === 'timeout') &&
          length > SHORTEST_WINDOW
        ) {
          this.#window = max(SHORTEST_WINDOW, length / 4n);
          // What is too long stays so; what took too long may be quicker soon.
          if (kind === 'too-much') this.#longest = this.#window;
          return undefined;
        }
        if (!error.passing || tries >= TRIES) throw error;
        const wait = options.retryAfterMs ?? 200 * 2 ** tries;
        await sleep(Math.min(wait, 15_000), undefined, { signal });
      }
    }
  }

  async #isEmpty(start: bigint, end: bigint): Promise<boolean> {
    const { client, selector, signal, now } = this.#options;
    if (await client.indexHasLines(selector, { start, end }, signal)) {
      return false;
    }
    const recent = max(start, now - IN_MEMORY);
    if (end <= recent) return true;
    try {
      const streams = await client.series(
        selector,
        { start: recent, end },
        signal,
      );
      return streams.length === 0;
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      return false;
    }
  }

  /** All lines of one nanosecond, as far as Loki gives them at once. */
  async #instant(ns: bigint): Promise<{ entries: LokiEntry[]; gap?: LogGap }> {
    const { client, selector, stage = '', signal } = this.#options;
    const query = selector + stage;
    let limit = client.maxEntries;
    let entries: LokiEntry[] = [];
    for (;;) {
      try {
        entries = this.#made(
          await client.range(
            {
              selector: query,
              start: ns,
              end: ns + 1n,
              limit,
              direction: 'forward',
            },
            signal,
          ),
        );
        break;
      } catch (error) {
        if (!(error instanceof UpstreamError) || !this.#askForLess(error)) {
          throw error;
        }
        limit = this.#limit;
      }
    }
    if (entries.length < Math.min(limit, client.maxEntries)) return { entries };
    const all = await countAt(client, query, ns, signal);
    const count = all === undefined ? undefined : all - entries.length;
    if (count !== undefined && count <= 0) return { entries };
    return {
      entries,
      gap: {
        type: 'gap',
        from: String(ns),
        to: String(ns),
        ...(count !== undefined && { count }),
        reason: 'source-limit',
        message: `${
          count ?? 'More'
        } lines have the very same time as those shown; Loki gives only ${
          client.maxEntries
        } at once.`,
      },
    };
  }

  #askForLess({ kind, message }: UpstreamError): boolean {
    const tooLarge = kind === 'timeout' || TOO_LARGE.test(message);
    if (!tooLarge || this.#limit <= FEWEST) return false;
    this.#limit = Math.max(FEWEST, Math.floor(this.#limit / 4));
    return true;
  }

  #made(streams: Parameters<LokiEntryMaker['make']>[0]): LokiEntry[] {
    const { maker } = this.#options;
    return maker.sorted(maker.make(streams));
  }

  /** Where little was found the next look goes further. */
  #adapt(found: number): void {
    if (found > this.#limit / 4) return;
    const next = this.#window * 4n;
    this.#window = next < this.#longest ? next : this.#longest;
  }
}

function max(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
