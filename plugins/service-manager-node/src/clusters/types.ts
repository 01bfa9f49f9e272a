/**
 * How a body of a PATCH is to be read.
 *
 * @public
 */
export type PatchType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json'
  | 'application/apply-patch+yaml';

/** @public */
export interface KubernetesRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the root: `/apis/apps/v1/namespaces/shop/deployments/web`. */
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  /** Required for PATCH. */
  patchType?: PatchType;
  /** The whole request, in milliseconds. Default: 15,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /**
   * The person on whose behalf it is done. Sent as `Impersonate-User` and
   * `Impersonate-Group` when the cluster is configured with
   * `impersonate: true`; otherwise without effect.
   */
  onBehalfOf?: { user: string; groups: string[] };
}

/** @public */
export interface KubernetesWatchOptions {
  query?: Record<string, string | number | boolean | undefined>;
  signal: AbortSignal;
  /** Called when the server has accepted the watch, before any event. */
  onOpen?(): void;
  /**
   * Called once a line, in order, with the parsed event: `{type, object}`.
   */
  onEvent(event: { type: string; object: any }): void;
}

/** @public */
export interface KubernetesLinesOptions {
  query?: Record<string, string | number | boolean | undefined>;
  signal: AbortSignal;
  /** Called when the server has accepted the request, before any line. */
  onOpen?(): void;
  /**
   * Called once a line, in order, without its line end. While a returned
   * promise is open nothing more is read, so that the server waits too. `cut`
   * is how many characters of a very long line were left out.
   */
  onLine(line: string, cut: number): void | Promise<void>;
  /**
   * For a log that is followed: a server sends not even its headers before the
   * first line, so the answer may begin at any time.
   */
  mayBeQuiet?: boolean;
  /** Longer lines are cut. Default: 65,536 bytes. */
  maxLineBytes?: number;
}

/**
 * What is known of a connection without asking.
 *
 * @public
 */
export interface ClusterConnection {
  state: 'connected' | 'unreachable' | 'unknown';
  /** True while calls fail at once because the circuit breaker is open. */
  breakerOpen: boolean;
  lastResponseAt?: Date;
  lastError?: string;
}

/**
 * One cluster. Reads are retried with jitter on 429, 5xx and network errors;
 * writes are sent once, except that a 429 (which the server has not acted on)
 * is sent again.
 *
 * @public
 */
export interface Cluster {
  readonly name: string;
  readonly title: string;
  /** Namespaces to watch one by one, for users without cluster-wide list. */
  readonly namespaces?: string[];
  connection(): ClusterConnection;
  /**
   * Sends a request and parses the JSON answer.
   *
   * @throws KubernetesError
   */
  request<T = any>(request: KubernetesRequest): Promise<T>;
  /**
   * Watches a collection until the server ends the stream (resolves), the
   * signal aborts (resolves) or the connection breaks (rejects with
   * KubernetesError). Events of type `ERROR` are passed on like others.
   */
  watch(path: string, options: KubernetesWatchOptions): Promise<void>;
  /**
   * Reads a text answer line by line, as of `pods/log`, until the server ends
   * it or the signal aborts (resolves) or the connection breaks (rejects with
   * KubernetesError). `rest` is what followed the last line end.
   */
  lines(
    path: string,
    options: KubernetesLinesOptions,
  ): Promise<{ rest?: string }>;
}

/** @public */
export interface ClustersService {
  list(): Cluster[];
  get(name: string): Cluster | undefined;
}

/**
 * Anything else that knows clusters; given through the extension point.
 *
 * @public
 */
export interface ClusterSource {
  list(): Promise<Cluster[]>;
}
