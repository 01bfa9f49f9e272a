import { toError } from '@backstage/errors';
import { share } from './share';

/** What is known now. Data stay when a later fetch fails. */
export interface LiveState<T> {
  data?: T;
  /** Why the last fetch failed; absent once one succeeds again. */
  error?: Error;
  /** Nothing is known yet, neither data nor an error. */
  loading: boolean;
  /** While `error` is set: when a fetch last succeeded, ISO 8601. */
  lastGoodAt?: string;
}

export interface LiveQueryOptions<T> {
  fetch(signal: AbortSignal): Promise<T>;
  /** How often to look although nobody said that something changed, in ms. */
  pollInterval(data: T | undefined, hinted: boolean): number;
  /** Hands hints over until the returned function is called. */
  subscribeHints?(listener: (keys: string[]) => void): () => void;
  /** Whether a hint about these services is about this data. */
  matches(keys: string[], data: T | undefined): boolean;
  /** Least time between the starts of two fetches caused by hints, in ms. */
  throttle: number;
}

const FETCH_TIMEOUT = 30_000;
const RETRY_FIRST = 2_000;
const RETRY_LAST = 30_000;
/**
 * A socket says neither when it is open nor when it was lost. So hints are
 * relied on only while they come; in a silent fleet one looks more often,
 * which an ETag makes cheap.
 */
const HINTS_TRUSTED_FOR = 60_000;

/**
 * Keeps one answer of the backend current while somebody looks at it: fetches
 * upon a hint, polls besides, rests while the page is hidden, and never has
 * two fetches in flight. A hint that comes during a fetch leads to one more,
 * since that fetch may have been answered before the change.
 */
export class LiveQuery<T> {
  readonly #options: LiveQueryOptions<T>;
  readonly #listeners = new Set<() => void>();
  #state: LiveState<T> = { loading: true };
  #running?: { controller: AbortController; done: Promise<void> };
  #next?: Promise<void>;
  #again = false;
  #timer?: ReturnType<typeof setTimeout>;
  #startedAt = -Infinity;
  #goodAt?: number;
  #failures = 0;
  #hintedAt = -Infinity;
  #stopListening?: () => void;

  constructor(options: LiveQueryOptions<T>) {
    this.#options = options;
  }

  readonly getState = (): LiveState<T> => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  };

  get idle(): boolean {
    return this.#listeners.size === 0;
  }

  /**
   * Fetches now. Resolves, never rejects, when a fetch that began after this
   * call has ended; the result is in the state.
   */
  readonly refresh = (): Promise<void> => {
    if (this.idle) return Promise.resolve();
    if (!this.#running) return this.#run();
    this.#next ??= this.#running.done.then(() => {
      this.#next = undefined;
      return this.idle ? undefined : this.#run();
    });
    return this.#next;
  };

  #start() {
    const onVisible = () => {
      if (hidden()) clearTimeout(this.#timer);
      else this.#request(0);
    };
    const onOnline = () => this.#request(0);
    document.addEventListener('visibilitychange', onVisible);
    window.addEventListener('online', onOnline);
    const stopHints = this.#options.subscribeHints?.(keys => this.#hint(keys));
    this.#stopListening = () => {
      document.removeEventListener('visibilitychange', onVisible);
      window.removeEventListener('online', onOnline);
      stopHints?.();
    };
    // Nobody listened for hints until now.
    this.#hintedAt = -Infinity;
    this.#run();
  }

  #stop() {
    this.#stopListening?.();
    clearTimeout(this.#timer);
    this.#running?.controller.abort();
    this.#running = undefined;
    this.#again = false;
  }

  #hint(keys: string[]) {
    this.#hintedAt = Date.now();
    if (this.#options.matches(keys, this.#state.data)) {
      this.#request(this.#options.throttle);
    }
  }

  /** A fetch that nobody awaits: soon, once, and not while hidden. */
  #request(throttle: number) {
    if (this.#running) {
      this.#again = true;
      return;
    }
    // On becoming visible there is a fetch in any case.
    if (hidden()) return;
    this.#schedule(Math.max(0, this.#startedAt + throttle - Date.now()));
  }

  #schedule(delay: number) {
    clearTimeout(this.#timer);
    if (delay === 0) this.#run();
    else this.#timer = setTimeout(() => this.#run(), delay);
  }

  #run(): Promise<void> {
    if (this.#running) return this.#running.done;
    clearTimeout(this.#timer);
    this.#again = false;
    this.#startedAt = Date.now();
    const controller = new AbortController();
    const done = withTimeout(
      signal => this.#options.fetch(signal),
      controller,
    ).then(
      data => {
        if (!controller.signal.aborted) this.#succeed(data);
      },
      error => {
        const stopped = this.#running?.controller !== controller;
        if (!stopped) this.#fail(toError(error));
      },
    );
    this.#running = { controller, done };
    return done;
  }

  #succeed(fetched: T) {
    const { data: before, error } = this.#state;
    const data = share(before, fetched);
    this.#failures = 0;
    this.#goodAt = Date.now();
    const changed = data !== before || error !== undefined;
    this.#end(
      changed || this.#state.loading ? { data, loading: false } : undefined,
    );
  }

  #fail(error: Error) {
    const { data, error: before } = this.#state;
    this.#failures += 1;
    const same =
      before?.name === error.name && before.message === error.message;
    this.#end(
      same
        ? undefined
        : {
            data,
            error,
            loading: false,
            ...(this.#goodAt !== undefined && {
              lastGoodAt: new Date(this.#goodAt).toISOString(),
            }),
          },
    );
  }

  #end(state: LiveState<T> | undefined) {
    this.#running = undefined;
    if (state) {
      this.#state = state;
      this.#listeners.forEach(listener => listener());
    }
    if (this.idle || this.#next) return;
    if (this.#again) this.#request(this.#options.throttle);
    else if (!hidden()) this.#schedule(this.#pause());
  }

  #pause(): number {
    if (this.#failures > 0) {
      return Math.min(RETRY_LAST, RETRY_FIRST * 2 ** (this.#failures - 1));
    }
    const hinted = Date.now() - this.#hintedAt < HINTS_TRUSTED_FOR;
    return this.#options.pollInterval(this.#state.data, hinted);
  }
}

function hidden(): boolean {
  return document.visibilityState === 'hidden';
}

/** An answer that never comes must not keep later fetches from starting. */
async function withTimeout<T>(
  fetch: (signal: AbortSignal) => Promise<T>,
  controller: AbortController,
): Promise<T> {
  let onAbort: () => void = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(controller.signal.reason);
    controller.signal.addEventListener('abort', onAbort);
  });
  const timer = setTimeout(
    () =>
      controller.abort(
        new Error(
          `The service manager's backend did not answer within ${
            FETCH_TIMEOUT / 1000
          } s`,
        ),
      ),
    FETCH_TIMEOUT,
  );
  try {
    return await Promise.race([fetch(controller.signal), aborted]);
  } finally {
    clearTimeout(timer);
    controller.signal.removeEventListener('abort', onAbort);
  }
}
