import type {
  LogLine,
  LogPage,
} from '@vtasker/backstage-plugin-service-manager-common';
import {
  isNarrower,
  LogBuffer,
  type LogRow,
  matches,
  Search,
  sumGaps,
} from '../pure';
import { Absorbed } from './Absorbed';
import { followStream } from './followStream';
import { type Batches, frames } from './frames';
import { Inbox } from './Inbox';
import { loadAround } from './loadAround';
import type { LogsApi, PageRequest } from './logsApi';
import { Pace } from './Pace';
import {
  initialState,
  isLiveTarget,
  type SessionState,
  type SessionTarget,
} from './state';

const TAIL = 500;
const PAGE = 500;
/** More than this is not kept for later: the stream is left until then. */
const HOLD_AT_MOST = 20_000;
/** So many rows that wait are a flood. */
const FLOOD = 500;
const SEARCH_ROWS_A_FRAME = 5000;
/** The first lines come this long after the first sign of life, in ms. */
export const FIRST_LINES = 2500;

/**
 * The rows of one question (filters and range) and how they come. Knows nothing
 * of what shows it; tells its listeners once a frame.
 */
export class LogSession {
  readonly buffer: LogBuffer;
  readonly pace = new Pace();
  readonly target: SessionTarget;
  readonly #api: LogsApi;
  readonly #end = new AbortController();
  readonly #listeners = new Set<() => void>();
  readonly #batches: Batches;
  readonly #flood: number;
  #stream: AbortController | undefined;
  #firstLines: ReturnType<typeof setTimeout> | undefined;
  #inbox = new Inbox();
  readonly #absorbed = new Absorbed();
  #older: string | undefined;
  #newer: string | undefined;
  #search = new Search('');
  #state: SessionState;

  constructor(
    api: LogsApi,
    target: SessionTarget,
    options: { buffer?: LogBuffer; batches?: Batches; flood?: number } = {},
  ) {
    this.#api = api;
    this.target = target;
    this.buffer = options.buffer ?? new LogBuffer();
    this.#batches = options.batches ?? frames();
    this.#flood = options.flood ?? FLOOD;
    this.#state = initialState(target);
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Whether the newest lines are asked for, also while one reads old ones. */
  get canGoLive(): boolean {
    return isLiveTarget(this.target);
  }

  get search(): Search {
    return this.#search;
  }

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /**
   * Begins. When `before` asked for more than this one does, what it holds
   * answers until the backend does.
   */
  start(before?: LogSession) {
    if (!this.#state.live) {
      this.#loadFirst();
      return;
    }
    if (
      before?.state.live &&
      isNarrower(before.target.filters, this.target.filters)
    ) {
      this.#takeOver(before);
    }
    this.#openStream();
  }

  stop() {
    this.#end.abort();
    this.#stream?.abort();
    this.#batches.cancel();
    clearTimeout(this.#firstLines);
  }

  /** Shows the newest as they come; or keeps what is shown where it is. */
  follow(following: boolean) {
    const { live } = this.#state;
    if (!isLiveTarget(this.target)) return;
    if (live && this.#state.following === following) return;
    if (following && !live) this.#startAnew();
    else if (live) {
      this.#set({ following, ...(following && { paused: false, fresh: 0 }) });
      if (following) this.#release();
    }
  }

  /** Adds nothing to what is shown until it goes on; loses nothing. */
  pause(paused: boolean) {
    if (!this.#state.live || this.#state.paused === paused) return;
    if (paused) this.#set({ paused, following: false });
    else this.follow(true);
  }

  setSearch(text: string) {
    if (text === this.#search.text) return;
    this.#search = new Search(text);
    this.#set({ search: { text, count: 0, done: text === '' } });
    this.#searchOn();
  }

  /** Tries again what failed. */
  retry() {
    this.#set({ error: undefined, problem: undefined });
    if (this.#state.live) this.#openStream();
    else if (this.buffer.length === 0) this.#loadFirst();
  }

  async loadOlder() {
    const { older } = this.#state;
    if (older !== 'more' && older !== 'failed') return;
    const edge = this.#older ?? this.buffer.edge('oldest')?.cursor;
    if (!edge) return;
    this.#set({ older: 'loading' });
    await this.#page(
      { before: edge },
      page => {
        this.#older = page.olderCursor;
        const { evicted } = this.buffer.prepend(page.records);
        if (evicted > 0) this.#letGoOfNewest();
        this.#changed({
          older: page.olderCursor ? 'more' : 'none',
          prepended: page.records.length,
        });
      },
      'older',
    );
  }

  async loadNewer() {
    const { newer, live } = this.#state;
    if ((newer !== 'more' && newer !== 'failed') || live) return;
    const edge = this.#newer ?? this.buffer.edge('newest')?.cursor;
    if (!edge) return;
    this.#set({ newer: 'loading' });
    await this.#page(
      { after: edge },
      page => {
        this.#newer = page.newerCursor;
        const { evicted } = this.buffer.append(page.records);
        if (evicted > 0) this.#older = undefined;
        this.#changed({
          newer: page.newerCursor ? 'more' : 'none',
          ...(evicted > 0 && { older: 'more' }),
        });
      },
      'newer',
    );
  }

  /** A place in history was reached that the live lines do not fit behind. */
  #letGoOfNewest() {
    this.#newer = undefined;
    this.#stream?.abort();
    this.#inbox.release();
    this.#set({ newer: 'more', live: false, connection: undefined });
  }

  /** From deep in history to the newest lines: not by all that lies between. */
  #startAnew() {
    this.buffer.clear();
    this.#inbox = new Inbox();
    this.#absorbed.take();
    this.#older = this.#newer = undefined;
    this.#changed({ ...initialState(this.target), search: this.#state.search });
    this.#openStream();
  }

  #takeOver(before: LogSession) {
    const { buffer } = before;
    const all: LogRow[] = [];
    for (let index = 0; index < buffer.length; index++) {
      all.push(buffer.at(index)!);
    }
    // What waits there would not come again: the stream is behind it.
    all.push(...before.#inbox.release(), ...before.#inbox.take());
    const rows = all.filter(
      row => row.type !== 'line' || matches(row, this.target.filters),
    );
    this.buffer.append(rows);
    this.#inbox.goOnFrom(before.#inbox.newest);
    this.#older = buffer.edge('oldest')?.cursor;
    this.#changed({
      older: this.#older ? 'more' : 'none',
      gaps: before.state.gaps,
      source: before.state.source,
      loading: rows.length === 0,
    });
  }

  #openStream() {
    this.#stream?.abort();
    clearTimeout(this.#firstLines);
    this.#firstLines = undefined;
    const stream = new AbortController();
    this.#stream = stream;
    const { filters } = this.target;
    followStream({
      signal: stream.signal,
      after: this.#inbox.newest,
      breathe: this.#batches.breathe,
      open: (after, signal) =>
        this.#api.stream(
          { filters, ...(after ? { after } : { tail: TAIL }) },
          signal,
        ),
      onRow: row => {
        this.#inbox.push(row);
        // A flood is taken in while it is read, not all at once when it is shown.
        if (this.#inbox.waiting >= this.#flood && this.#state.following)
          this.#absorb();
        this.#schedule();
      },
      onHeartbeat: ({ source, at, followed }) => {
        this.pace.sync(new Date(at).getTime(), Date.now());
        this.#set({ source, followed, problem: undefined });
        if (followed === 0) this.#set({ loading: false });
        // They are held back to be put in order: not to be there yet is no "none".
        else
          this.#firstLines ??= setTimeout(
            () => this.#set({ loading: false }),
            FIRST_LINES,
          );
        this.#schedule();
      },
      onProblem: problem => this.#set({ problem, loading: false }),
      onConnection: connection => {
        const before = this.#state.connection;
        if (before?.state === 'open' && connection.state === 'open') return;
        this.#set({
          connection,
          ...(connection.state === 'failed' && { loading: false }),
        });
      },
    });
  }

  #schedule() {
    const waiting = this.#inbox.waiting + this.#absorbed.rows;
    this.#batches.next(() => this.#flush(), waiting);
  }

  /** Takes in what has come; the page is not told yet. */
  #absorb() {
    const incoming = this.#inbox.take();
    // Around a cut some come again.
    const lines = incoming.filter(
      row => row.type === 'line' && !this.buffer.has(row.cursor),
    ) as LogLine[];
    this.pace.arrived(lines, Date.now());
    this.#absorbed.add(incoming, lines.length, this.buffer.length === 0);
    if (this.#state.following) this.buffer.append(incoming);
    else this.#keep(incoming, this.#state.paused);
    this.#search.advance(this.buffer, 0);
  }

  #flush() {
    if (!this.#state.live) return;
    this.#absorb();
    const { rows, lines, gaps, first } = this.#absorbed.take();
    if (rows === 0) {
      this.#set({});
      return;
    }
    const { following, fresh, older, came, gaps: known } = this.#state;
    this.#changed({
      loading: false,
      came: came + lines,
      fresh: following ? 0 : fresh + lines,
      held: this.#inbox.held,
      gaps: {
        lines: known.lines + gaps.lines,
        unknown: known.unknown + gaps.unknown,
      },
      // Whether there is more is known when one asks for it.
      older: first && older === 'none' ? 'more' : older,
    });
  }

  /** Rows that come while one reads: behind the others while there is room. */
  #keep(incoming: LogRow[], paused: boolean) {
    const room = paused || this.#inbox.held > 0 ? 0 : this.buffer.room;
    this.buffer.append(incoming.slice(0, room));
    this.#inbox.hold(incoming.slice(room));
    if (this.#inbox.held > HOLD_AT_MOST) {
      // Nothing is lost: what comes now is asked for when one goes on.
      this.#stream?.abort();
      this.#set({ connection: undefined });
    }
  }

  #release() {
    this.buffer.append(this.#inbox.release());
    this.#changed({ held: 0 });
    this.#flush();
    if (this.#stream?.signal.aborted) this.#openStream();
  }

  async #loadFirst() {
    const { around } = this.target;
    this.#set({ loading: true, error: undefined });
    await this.#page(
      around
        ? (request, signal) => loadAround(this.#api, request, around, signal)
        : {},
      page => {
        this.#older = page.olderCursor;
        this.#newer = page.newerCursor;
        this.buffer.append(page.records);
        this.#changed({
          loading: false,
          older: page.olderCursor ? 'more' : 'none',
          newer: page.newerCursor ? 'more' : 'none',
        });
      },
    );
  }

  async #page(
    place: { before?: string; after?: string } | LogsApi['page'],
    onPage: (page: LogPage) => void,
    side?: 'older' | 'newer',
  ) {
    const { signal } = this.#end;
    const { filters, from, until } = this.target;
    const request: PageRequest = {
      filters,
      limit: PAGE,
      ...(from && { from }),
      ...(until && { until }),
    };
    try {
      const page = await (typeof place === 'function'
        ? place(request, signal)
        : this.#api.page({ ...request, ...place }, signal));
      if (signal.aborted) return;
      onPage(page);
      this.#set({
        error: undefined,
        source: page.source,
        notices: page.notices,
        gaps: sumGaps(page.records, this.#state.gaps),
      });
    } catch (error) {
      if (signal.aborted) return;
      this.#set({
        loading: false,
        error: error as Error,
        ...(side && { [side]: 'failed' }),
      });
    }
  }

  #changed(change: Partial<SessionState>) {
    this.#search.advance(this.buffer, 0);
    this.#set({
      prepended: 0,
      ...change,
      version: this.#state.version + 1,
    });
    this.#searchOn();
  }

  #searchOn() {
    if (this.#search.text === '') return;
    const { done } = this.#search.advance(this.buffer, SEARCH_ROWS_A_FRAME);
    const { text, count } = this.#search;
    this.#set({ search: { text, count, done } });
    if (!done) this.#batches.later(() => this.#searchOn());
  }

  #set(change: Partial<SessionState>) {
    if (this.#end.signal.aborted) return;
    this.#state = { ...this.#state, ...change };
    this.#listeners.forEach(listener => listener());
  }
}
