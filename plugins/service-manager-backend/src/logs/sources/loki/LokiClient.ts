import { Upstream, UpstreamClient, UpstreamError } from '../../../upstreams';

/** One line as Loki keeps it. */
export interface LokiRow {
  ns: bigint;
  text: string;
  /** Structured metadata: belongs to the line, not to its stream. */
  metadata: Record<string, string>;
}

export interface LokiStream {
  labels: Record<string, string>;
  rows: LokiRow[];
}

export interface RangeQuery {
  selector: string;
  /** Inclusive. */
  start: bigint;
  /** Exclusive. */
  end: bigint;
  limit: number;
  direction: 'forward' | 'backward';
}

/** A series of counts, by its labels. */
export interface LokiSeries {
  labels: Record<string, string>;
  /** Seconds since 1970 and the count then. */
  values: Array<[number, number]>;
}

/**
 * Keeps labels of the stream, structured metadata and labels of the query
 * apart; without it they come as one.
 */
const ENCODING = { 'X-Loki-Response-Encoding-Flags': 'categorize-labels' };
const API = '/loki/api/v1';
/** What a Loki gives at once, unless it says otherwise. */
const MAX_ENTRIES = 5_000;
/**
 * Loki's parts give each other at most 4 MiB at once unless configured; some
 * versions do not say so, they do not answer at all.
 */
const COMFORTABLE_BYTES = 2 * 1024 * 1024;
const ENTRIES_LIMIT = /max entries limit[^(]*\(\d+ > (\d+)\)/;

/** Loki's HTTP API, as far as it is used. Nanoseconds are never numbers. */
export class LokiClient {
  readonly upstream: Upstream;
  readonly #http: UpstreamClient;
  #maxEntries = MAX_ENTRIES;
  /** What a line had of late; at first more than most have. */
  #lineBytes = 2_000;

  constructor(upstream: Upstream) {
    this.upstream = upstream;
    this.#http = new UpstreamClient({
      ...upstream,
      headers: { ...upstream.headers, ...ENCODING },
    });
  }

  /** The most that one answer can hold. */
  get maxEntries(): number {
    return this.#maxEntries;
  }

  /** Lines that fit into one answer without trouble, as long as they were. */
  get fitting(): number {
    const lines = Math.floor(COMFORTABLE_BYTES / this.#lineBytes);
    return Math.max(50, Math.min(lines, this.#maxEntries));
  }

  /** For a WebSocket; with the credentials of the configuration. */
  get headers(): Record<string, string> {
    return { ...this.upstream.headers, ...ENCODING };
  }

  /** The address of a tail of what comes from now on. */
  tailUrl(selector: string, start: bigint): string {
    const url = new URL(`${this.upstream.url}${API}/tail`);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('query', selector);
    url.searchParams.set('start', String(start));
    url.searchParams.set('limit', '10');
    return url.toString();
  }

  /** @throws UpstreamError */
  async range(query: RangeQuery, signal?: AbortSignal): Promise<LokiStream[]> {
    const { selector, start, end, direction } = query;
    const limit = Math.min(query.limit, this.#maxEntries);
    try {
      const answer = await this.#http.json({
        path: `${API}/query_range`,
        form: {
          query: selector,
          start: String(start),
          end: String(end),
          limit: String(limit),
          direction,
        },
        signal,
      });
      const streams = this.#result(answer, 'streams').map(streamOf);
      this.#learn(streams);
      return streams;
    } catch (error) {
      const allowed = Number(ENTRIES_LIMIT.exec((error as Error).message)?.[1]);
      // This one gives less at once than others do.
      if (!(allowed > 0 && allowed < limit)) throw error;
      this.#maxEntries = allowed;
      return this.range(query, signal);
    }
  }

  /** One value of each series at an instant. @throws UpstreamError */
  async instant(
    query: string,
    at: bigint,
    signal?: AbortSignal,
  ): Promise<LokiSeries[]> {
    const answer = await this.#http.json({
      path: `${API}/query`,
      form: { query, time: String(at) },
      signal,
    });
    return this.#result(answer, 'vector').map(seriesOf);
  }

  /** Values of each series at every step. @throws UpstreamError */
  async steps(
    query: string,
    range: { startSeconds: number; endSeconds: number; stepSeconds: number },
    signal?: AbortSignal,
  ): Promise<LokiSeries[]> {
    const answer = await this.#http.json({
      path: `${API}/query_range`,
      form: {
        query,
        start: String(range.startSeconds),
        end: String(range.endSeconds),
        step: String(range.stepSeconds),
      },
      signal,
    });
    return this.#result(answer, 'matrix').map(seriesOf);
  }

  /** The labels of all streams of a time. @throws UpstreamError */
  async series(
    selector: string,
    range: { start: bigint; end: bigint },
    signal?: AbortSignal,
  ): Promise<Array<Record<string, string>>> {
    const answer = await this.#http.json({
      path: `${API}/series`,
      form: {
        'match[]': selector,
        start: String(range.start),
        end: String(range.end),
      },
      signal,
    });
    const data = (answer as { data?: unknown } | undefined)?.data ?? [];
    if (!Array.isArray(data)) throw this.#notLoki();
    return data as Array<Record<string, string>>;
  }

  /**
   * Whether the index knows of any line there: a look of milliseconds, where
   * reading an empty month takes Loki seconds. It knows nothing of what was
   * not written out of memory yet. True where it cannot tell.
   */
  async indexHasLines(
    selector: string,
    range: { start: bigint; end: bigint },
    signal?: AbortSignal,
  ): Promise<boolean> {
    try {
      const stats = await this.#http.json({
        path: `${API}/index/stats`,
        form: {
          query: selector,
          start: String(range.start),
          end: String(range.end),
        },
        signal,
      });
      return (stats as { streams?: number } | undefined)?.streams !== 0;
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      return true;
    }
  }

  #learn(streams: LokiStream[]): void {
    let bytes = 0;
    let lines = 0;
    for (const { rows } of streams) {
      lines += rows.length;
      for (const { text } of rows) bytes += text.length + 100;
    }
    if (lines > 0) this.#lineBytes = (this.#lineBytes + bytes / lines) / 2;
  }

  #result(answer: unknown, type: string): any[] {
    const data = (
      answer as { data?: { resultType?: string; result?: unknown } }
    )?.data;
    // No lines at all: the type is then that of the query, or none.
    if (data && Array.isArray(data.result)) {
      if (data.resultType === type || data.result.length === 0) {
        return data.result;
      }
    }
    throw this.#notLoki();
  }

  #notLoki(): UpstreamError {
    return new UpstreamError(
      'not-it',
      `What answers for ${this.upstream.name} is not Loki: its answer has another form.`,
    );
  }
}

/** A stream as an answer or a message of the tail has it. */
export function streamOf(given: {
  stream: Record<string, string>;
  values: Array<
    [string, string, { structuredMetadata?: Record<string, string> }?]
  >;
}): LokiStream {
  return {
    labels: given.stream,
    rows: given.values.map(([ns, text, more]) => ({
      ns: BigInt(ns),
      text,
      metadata: more?.structuredMetadata ?? {},
    })),
  };
}

function seriesOf(given: {
  metric: Record<string, string>;
  value?: [number, string];
  values?: Array<[number, string]>;
}): LokiSeries {
  const values = given.values ?? (given.value ? [given.value] : []);
  return {
    labels: given.metric,
    values: values.map(([at, value]) => [at, Number(value)]),
  };
}
