import type { LogRecord } from '../model/logs';
import type { Contract } from './contract';
import { logStreamRoutes, StreamRouteName } from './logRoutes';
import type { LogStreamContract } from './logs';
import { readNdjson } from './ndjson';
import { errorFromResponse } from './retryAfter';
import { RouteName, routes } from './routes';

/** @public */
export interface ServiceManagerClientOptions {
  discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  fetchApi: { fetch: typeof fetch };
}

/** @public */
export interface ServiceManagerCallOptions {
  signal?: AbortSignal;
  /** Sent with a POST so that a repeated request acts once. */
  idempotencyKey?: string;
}

/** @public */
export type ServiceManagerInput<R extends RouteName> = Omit<
  Contract[R],
  'response'
>;

/** @public */
export type ServiceManagerStreamInput<R extends StreamRouteName> = Partial<
  LogStreamContract[R]
>;

/**
 * The typed client. Answers to GET are revalidated with their ETag: when the
 * backend says 304, the very same object is returned as before, so that a
 * caller can compare by identity.
 *
 * @public
 */
export class ServiceManagerClient {
  readonly #seen = new Map<string, { etag: string; value: unknown }>();

  constructor(private readonly options: ServiceManagerClientOptions) {}

  /**
   * Calls a route. `input` holds path parameters, query and body.
   *
   * @throws ServiceManagerResponseError with the backend's error code in
   * `body.error`.
   */
  async call<R extends RouteName>(
    route: R,
    input: Partial<ServiceManagerInput<R>> = {},
    options: ServiceManagerCallOptions = {},
  ): Promise<Contract[R]['response']> {
    const { method, path } = routes[route];
    const url = await this.#url(path, input);
    const headers: Record<string, string> = {};
    const known = method === 'GET' ? this.#seen.get(url.href) : undefined;
    if (known) headers['If-None-Match'] = known.etag;
    if (options.idempotencyKey) {
      headers['Idempotency-Key'] = options.idempotencyKey;
    }
    if (method !== 'GET') headers['Content-Type'] = 'application/json';
    const response = await this.options.fetchApi.fetch(url.href, {
      method,
      headers,
      signal: options.signal,
      body: method === 'GET' ? undefined : JSON.stringify(input.body ?? {}),
    });
    if (response.status === 304 && known) {
      return known.value as Contract[R]['response'];
    }
    if (!response.ok) throw await errorFromResponse(response, new Date());
    const value = await response.json();
    const etag = response.headers.get('etag');
    if (method === 'GET' && etag) {
      if (this.#seen.size > 200) this.#seen.clear();
      this.#seen.set(url.href, { etag, value });
    }
    return value;
  }
  /**
   * Opens a stream and gives out its records as they come; the end of the
   * generator is the end of the stream. After `reauth`, or when the connection
   * broke (it throws), open it again with the last cursor as `after`.
   *
   * @throws ServiceManagerResponseError when the stream is refused.
   */
  async *stream(
    route: 'streamLogs',
    input: ServiceManagerStreamInput<'streamLogs'>,
    options: { signal?: AbortSignal } = {},
  ): AsyncGenerator<LogRecord, void, void> {
    const response = await this.open(route, input, options);
    if (response.body) yield* readNdjson<LogRecord>(response.body);
  }

  /**
   * The answer of a stream as it is, for those who want its bytes: a download
   * with its progress.
   *
   * @throws ServiceManagerResponseError when it is refused.
   */
  async open<R extends StreamRouteName>(
    route: R,
    input: ServiceManagerStreamInput<R>,
    options: { signal?: AbortSignal } = {},
  ): Promise<Response> {
    const url = await this.#url(logStreamRoutes[route].path, input);
    const response = await this.options.fetchApi.fetch(url.href, {
      method: 'GET',
      signal: options.signal,
    });
    if (!response.ok) throw await errorFromResponse(response, new Date());
    return response;
  }

  async #url(
    path: string,
    input: { params?: unknown; query?: unknown },
  ): Promise<URL> {
    const base = await this.options.discoveryApi.getBaseUrl('service-manager');
    const params = (input.params ?? {}) as Record<string, string>;
    const url = new URL(
      `${base}/v1${path.replace(/:(\w+)/g, (_, name) =>
        encodeURIComponent(params[name]),
      )}`,
    );
    for (const [name, value] of Object.entries(input.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }
}
