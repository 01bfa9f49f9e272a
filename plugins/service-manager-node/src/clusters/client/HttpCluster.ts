import { setTimeout as sleep } from 'timers/promises';
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  ExponentialBackoff,
  circuitBreaker,
  handleWhen,
} from 'cockatiel';
import { KubernetesError } from '../errors';
import type {
  Cluster,
  ClusterConnection,
  KubernetesLinesOptions,
  KubernetesRequest,
  KubernetesWatchOptions,
} from '../types';
import {
  abortError,
  errorFromAnswer,
  errorWithoutAnswer,
  timeoutError,
} from './failures';
import { lineSplitter } from './lines';
import { bare, countsAgainstCluster, isRetryable, parseJson } from './rules';
import { textSplitter } from './textLines';
import { ClusterTimings, DEFAULT_TIMINGS } from './timings';
import { readText, send, type Answer, type Connection } from './transport';

/** @public */
export interface HttpClusterOptions {
  name: string;
  title?: string;
  /** Of the API server; a path before `/api` is kept. */
  url: string;
  namespaces?: string[];
  /** Whether writes name the person on whose behalf they are done. */
  impersonate?: boolean;
  /**
   * Called before every request, so that a credential can be renewed. Must
   * return the same agent for the same credential, or nothing is kept alive.
   */
  connect(): Promise<Connection> | Connection;
  timings?: Partial<ClusterTimings>;
  now?: () => Date;
  random?: () => number;
}

/**
 * A cluster behind its HTTP API.
 *
 * @public
 */
export class HttpCluster implements Cluster {
  readonly name: string;
  readonly title: string;
  readonly namespaces?: string[];
  private readonly options: HttpClusterOptions;
  private readonly timings: ClusterTimings;
  private readonly base: URL;
  private readonly now: () => Date;
  private readonly random: () => number;
  private readonly breaker;
  private lastResponseAt?: Date;
  private lastError?: string;
  private reached?: boolean;

  static create(options: HttpClusterOptions): HttpCluster {
    return new HttpCluster(options);
  }

  private constructor(options: HttpClusterOptions) {
    this.options = options;
    this.name = options.name;
    this.title = options.title ?? options.name;
    this.namespaces = options.namespaces?.length
      ? options.namespaces
      : undefined;
    this.base = new URL(options.url);
    this.timings = { ...DEFAULT_TIMINGS, ...options.timings };
    this.now = options.now ?? (() => new Date());
    this.random = options.random ?? Math.random;
    this.breaker = circuitBreaker(handleWhen(countsAgainstCluster), {
      breaker: new ConsecutiveBreaker(this.timings.breakAfter),
      halfOpenAfter: new ExponentialBackoff({
        initialDelay: this.timings.breakBaseMs,
        maxDelay: this.timings.breakMaxMs,
      }),
    });
  }

  connection(): ClusterConnection {
    const breakerOpen = this.breaker.state === CircuitState.Open;
    let state: ClusterConnection['state'] = 'unknown';
    if (this.reached !== undefined) {
      state = this.reached && !breakerOpen ? 'connected' : 'unreachable';
    }
    return {
      state,
      breakerOpen,
      lastResponseAt: this.lastResponseAt,
      lastError: this.lastError,
    };
  }

  async request<T = any>(request: KubernetesRequest): Promise<T> {
    const timeoutMs = request.timeoutMs ?? this.timings.requestTimeoutMs;
    const deadline = this.now().getTime() + timeoutMs;
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(), timeoutMs);
    const signal = request.signal
      ? AbortSignal.any([request.signal, timer.signal])
      : timer.signal;

    try {
      return await this.attempts(request, signal, deadline);
    } catch (error) {
      if (request.signal?.aborted) {
        throw abortError(this.name);
      }
      if (timer.signal.aborted) {
        const late = timeoutError(this.name, 'answer', timeoutMs);
        this.failed(late);
        throw late;
      }
      throw error;
    } finally {
      clearTimeout(timeout);
    }
  }

  async watch(path: string, options: KubernetesWatchOptions): Promise<void> {
    const query = { ...options.query, watch: true };
    const answer = await this.openStream(path, query, options.signal);
    if (!answer) return;
    const push = lineSplitter(line => {
      if (!options.signal.aborted) {
        options.onEvent(parseJson(this.name, line));
      }
    });
    await this.readStream(answer, options, push);
  }

  async lines(
    path: string,
    options: KubernetesLinesOptions,
  ): Promise<{ rest?: string }> {
    const { query, signal, onLine } = options;
    const answer = await this.openStream(path, query, signal, {
      mayBeQuiet: options.mayBeQuiet,
      headers: {
        Accept: '*/*',
        // A line must not wait until a block of packed ones is full.
        'Accept-Encoding': 'identity',
      },
    });
    if (!answer) return {};
    const splitter = textSplitter(options.maxLineBytes);
    await this.readStream(answer, options, async chunk => {
      for (const { text, cut } of splitter.push(chunk)) {
        if (signal.aborted) return;
        const taken = onLine(text, cut);
        if (taken) await taken;
      }
    });
    return signal.aborted ? {} : { rest: splitter.rest() };
  }

  /** The opened answer; undefined when the caller gave up meanwhile. */
  private async openStream(
    path: string,
    query: KubernetesRequest['query'],
    given: AbortSignal,
    how: { headers?: Record<string, string>; mayBeQuiet?: boolean } = {},
  ): Promise<Answer | undefined> {
    const { requestTimeoutMs } = this.timings;
    const opening = new AbortController();
    const signal = AbortSignal.any([given, opening.signal]);
    const open = () =>
      this.open({ method: 'GET', path, query }, signal, how.headers);
    if (how.mayBeQuiet && this.breaker.state !== CircuitState.Open) {
      // A breaker that tries with this one would wait as long as it is quiet.
      return open().catch(error => {
        if (given.aborted) return undefined;
        this.failed(error);
        throw error;
      });
    }
    const timeout = setTimeout(() => opening.abort(), requestTimeoutMs);
    try {
      // Only the opening passes the breaker: a stream may last for hours.
      return await this.guarded(() =>
        open().catch(error => {
          throw opening.signal.aborted && !given.aborted
            ? timeoutError(this.name, 'begin the stream', requestTimeoutMs)
            : error;
        }),
      );
    } catch (error) {
      if (given.aborted) {
        return undefined;
      }
      throw error;
    } finally {
      clearTimeout(timeout);
    }
  }

  private async readStream(
    answer: Answer,
    options: { signal: AbortSignal; onOpen?(): void },
    onChunk: (chunk: Buffer) => void | Promise<void>,
  ): Promise<void> {
    try {
      options.onOpen?.();
      for await (const chunk of answer.body) {
        this.lastResponseAt = this.now();
        await onChunk(chunk as Buffer);
      }
    } catch (error) {
      if (!options.signal.aborted) {
        // What the listener throws is passed on as it is.
        throw (error as any)?.code === undefined
          ? error
          : errorWithoutAnswer(this.name, error, message => message);
      }
    } finally {
      answer.body.destroy();
    }
  }

  private async attempts(
    request: KubernetesRequest,
    signal: AbortSignal,
    deadline: number,
  ) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.guarded(() => this.attempt(request, signal));
      } catch (error) {
        const delay = this.retryDelay(attempt, error);
        if (
          attempt >= this.timings.attempts ||
          signal.aborted ||
          this.now().getTime() + delay >= deadline ||
          !isRetryable(error, request.method)
        ) {
          throw error;
        }
        await sleep(delay, undefined, { signal });
      }
    }
  }

  private async attempt(request: KubernetesRequest, signal: AbortSignal) {
    const answer = await this.open(request, signal);
    let body: string;
    try {
      body = await readText(answer.body);
    } catch (error) {
      throw signal.aborted
        ? abortError(this.name)
        : errorWithoutAnswer(this.name, error, message => message);
    }
    return body ? parseJson(this.name, body) : undefined;
  }

  /** Sends once; the answer is a success or an error is thrown. */
  private async open(
    request: KubernetesRequest,
    signal: AbortSignal,
    headers?: Record<string, string>,
  ): Promise<Answer> {
    let secrets: string[] = [];
    try {
      const connection = await this.options.connect();
      secrets = Object.values(connection.headers);
      const answer = await send({
        cluster: this.name,
        url: this.urlOf(request),
        method: request.method,
        headers: { ...this.headersOf(request), ...headers },
        connection,
        body:
          request.body === undefined ? undefined : JSON.stringify(request.body),
        connectTimeoutMs: this.timings.connectTimeoutMs,
        signal,
      });
      this.lastResponseAt = this.now();
      this.reached = true;
      if (answer.status < 200 || answer.status > 299) {
        throw errorFromAnswer({
          cluster: this.name,
          status: answer.status,
          headers: answer.headers,
          body: await readText(answer.body),
          now: this.now(),
        });
      }
      this.lastError = undefined;
      return answer;
    } catch (error) {
      throw errorWithoutAnswer(this.name, error, message =>
        secrets.reduce(
          (words, secret) => words.split(bare(secret)).join('***'),
          message,
        ),
      );
    }
  }

  private async guarded<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await this.breaker.execute(call);
    } catch (error) {
      if (error instanceof BrokenCircuitError) {
        throw new KubernetesError({
          status: 0,
          reason: 'CircuitOpen',
          message: `cluster '${
            this.name
          }' is not asked for the moment, because it failed repeatedly: ${
            this.lastError ?? 'no answer'
          }`,
          retryAfterSeconds: 1,
        });
      }
      this.failed(error);
      throw error;
    }
  }

  private failed(error: unknown) {
    if (error instanceof KubernetesError && error.reason !== 'Aborted') {
      if (error.status === 0) {
        this.reached = false;
      }
      if (countsAgainstCluster(error)) {
        this.lastError = error.message;
      }
    }
  }

  /** Full jitter, but never earlier than the server asked for. */
  private retryDelay(attempt: number, error: unknown): number {
    const { retryBaseMs, retryMaxMs } = this.timings;
    const ceiling = Math.min(retryMaxMs, retryBaseMs * 2 ** attempt);
    const asked =
      error instanceof KubernetesError ? error.retryAfterSeconds ?? 0 : 0;
    return asked * 1000 + Math.ceil(this.random() * ceiling);
  }

  private urlOf(request: KubernetesRequest): URL {
    const url = new URL(this.base);
    url.pathname = url.pathname.replace(/\/$/, '') + request.path;
    for (const [key, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) {
        url.searchParams.set(key, String(value));
      }
    }
    return url;
  }

  private headersOf(
    request: KubernetesRequest,
  ): Record<string, string | string[]> {
    const headers: Record<string, string | string[]> = {};
    if (request.body !== undefined) {
      headers['Content-Type'] =
        request.method === 'PATCH' && request.patchType
          ? request.patchType
          : 'application/json';
    }
    const { onBehalfOf } = request;
    if (this.options.impersonate && onBehalfOf && request.method !== 'GET') {
      headers['Impersonate-User'] = onBehalfOf.user;
      if (onBehalfOf.groups.length) {
        headers['Impersonate-Group'] = onBehalfOf.groups;
      }
    }
    return headers;
  }
}
