import type { LogRecord } from '@vtasker/backstage-plugin-service-manager-common';
import { compareNs, type LogRow } from '../pure';

/** How the stream is, in the order in which it happens. */
export type Connection =
  | { state: 'connecting' }
  | { state: 'open' }
  /** Cut; the lines stay, and it goes on by itself. */
  | { state: 'reconnecting'; error?: Error; retryAt: Date }
  /** Given up: what was asked cannot be answered by trying again. */
  | { state: 'failed'; error: Error };

/** Up to where the log was seen. */
export interface Place {
  cursor: string;
  ns: string;
}

type Heartbeat = Extract<LogRecord, { type: 'heartbeat' }>;
export type SourceProblem = Extract<LogRecord, { type: 'error' }>;

export interface FollowOptions {
  open(
    after: string | undefined,
    signal: AbortSignal,
  ): AsyncIterable<LogRecord>;
  /** Goes on behind this line. */
  after?: Place;
  signal: AbortSignal;
  onRow(row: LogRow): void;
  onHeartbeat(heartbeat: Heartbeat): void;
  onProblem(problem: SourceProblem): void;
  onConnection(connection: Connection): void;
  /** For tests: how to wait, in ms; ends early when the signal aborts. */
  wait?(millis: number, signal: AbortSignal): Promise<void>;
  /** Lets the page paint when records have kept it busy; undefined: no need. */
  breathe?(): Promise<void> | undefined;
  random?(): number;
}

const FIRST_RETRY = 500;
const LONGEST_RETRY = 30_000;
/** Three heartbeats of 15 s without any record: the connection is dead. */
const SILENCE = 45_000;

/**
 * Reads the live stream until the signal aborts or the backend refuses it. A
 * stream that ends or breaks is opened again behind the newest line that was
 * seen; the time between grows while nobody answers.
 */
export async function followStream(options: FollowOptions): Promise<void> {
  const { signal, onConnection, wait = pause, random = Math.random } = options;
  let after = options.after;
  let failures = 0;
  onConnection({ state: 'connecting' });
  while (!signal.aborted) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    signal.addEventListener('abort', stop);
    let seen = Date.now();
    // Not a timer for each record: there may be thousands a second.
    const silence = setInterval(() => {
      if (Date.now() - seen >= SILENCE) stop();
    }, 1000);
    let error: Error | undefined;
    let renewed = false;
    try {
      for await (const record of options.open(after?.cursor, attempt.signal)) {
        if (signal.aborted) return;
        seen = Date.now();
        // Only what the source gives shows that it works: an error does not.
        if (record.type !== 'error') failures = 0;
        onConnection({ state: 'open' });
        if (record.type === 'reauth') {
          renewed = true;
          break;
        }
        if (record.type === 'line') after = newerPlace(after, record);
        deliver(record, options);
        const breath = options.breathe?.();
        if (breath) await breath;
      }
    } catch (caught) {
      error = caught as Error;
    } finally {
      clearInterval(silence);
      signal.removeEventListener('abort', stop);
      attempt.abort();
    }
    if (signal.aborted) return;
    if (error && isRefusal(error)) {
      onConnection({ state: 'failed', error });
      return;
    }
    if (renewed) continue;
    const millis = retryIn(error, failures++, random());
    onConnection({
      state: 'reconnecting',
      error,
      retryAt: new Date(Date.now() + millis),
    });
    await wait(millis, signal);
  }
}

function deliver(record: LogRecord, options: FollowOptions) {
  if (record.type === 'heartbeat') options.onHeartbeat(record);
  else if (record.type === 'error') options.onProblem(record);
  else if (record.type !== 'reauth') options.onRow(record);
}

/** A line that came late does not take the place back: lines would come again. */
export function newerPlace(
  before: Place | undefined,
  { cursor, ns }: Place,
): Place {
  return before && compareNs(ns, before.ns) < 0 ? before : { cursor, ns };
}

/** What trying again would not change, until a person changes something. */
export function isRefusal(error: Error): boolean {
  const status = (error as { statusCode?: number }).statusCode ?? 0;
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

function retryIn(error: Error | undefined, failures: number, random: number) {
  const said = (error as { retryAfterSeconds?: number } | undefined)
    ?.retryAfterSeconds;
  if (said !== undefined) return said * 1000;
  const most = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** failures);
  // Spread, so that all tabs do not come back at one moment.
  return Math.round(most * (0.5 + random / 2));
}

function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(end, millis);
    signal.addEventListener('abort', end);
    // The network is back: why wait.
    window.addEventListener('online', end);
    function end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      window.removeEventListener('online', end);
      resolve();
    }
  });
}
