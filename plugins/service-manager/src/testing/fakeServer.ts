import {
  type Contract,
  type RouteName,
  routes,
  ServiceManagerClient,
} from '@vtasker/backstage-plugin-service-manager-common';

/** A call as the server saw it. */
export interface FakeCall<R extends RouteName = RouteName> {
  route: R;
  params: Record<string, string>;
  query: Record<string, string>;
  body: any;
  headers: Record<string, string>;
}

type Handler<R extends RouteName> = (
  call: FakeCall<R>,
) => Contract[R]['response'] | Promise<Contract[R]['response']>;

/** What a handler throws to answer with an error of the API. */
export class FakeApiError extends Error {
  constructor(
    readonly status: number,
    readonly body: {
      name?: string;
      code?: string;
      message: string;
      field?: string;
      nextStep?: string;
    },
  ) {
    super(body.message);
  }
}

function match(method: string, pathname: string) {
  for (const route of Object.keys(routes) as RouteName[]) {
    const { method: wanted, path } = routes[route];
    const pattern = new RegExp(
      `/v1${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`,
    );
    const found = wanted === method ? pattern.exec(pathname) : undefined;
    if (found) {
      const params = Object.fromEntries(
        Object.entries(found.groups ?? {}).map(([name, value]) => [
          name,
          decodeURIComponent(value),
        ]),
      );
      return { route, params };
    }
  }
  return undefined;
}

function answer(status: number, body: unknown, etag?: string) {
  const text = status === 304 ? '' : JSON.stringify(body);
  const headers = new Map([['content-type', 'application/json']]);
  if (etag) headers.set('etag', etag);
  // Not a `Response`: jsdom has none.
  return {
    ok: status >= 200 && status < 300,
    status,
    statusText: String(status),
    headers: { get: (name: string) => headers.get(name.toLowerCase()) },
    json: async () => JSON.parse(text),
    text: async () => text,
  } as unknown as Response;
}

/**
 * Answers the typed client in tests and in the dev harness: the real client
 * runs, so paths, bodies, ETags and errors take the way they take in a portal.
 */
export class FakeServer {
  readonly calls: FakeCall[] = [];
  readonly client: ServiceManagerClient;
  readonly #handlers = new Map<RouteName, Handler<any>>();
  #offline = false;

  constructor() {
    this.client = new ServiceManagerClient({
      discoveryApi: {
        getBaseUrl: async () => 'http://localhost:7007/api/service-manager',
      },
      fetchApi: { fetch: (url, init) => this.#fetch(String(url), init) },
    });
  }

  /** Answers a route from now on. */
  on<R extends RouteName>(route: R, handler: Handler<R>): this {
    this.#handlers.set(route, handler);
    return this;
  }

  /** Answers a route with an error from now on. */
  fail(
    route: RouteName,
    status: number,
    body: ConstructorParameters<typeof FakeApiError>[1],
  ): this {
    return this.on(route, () => {
      throw new FakeApiError(status, body);
    });
  }

  /** A route that answers only when the returned function is called. */
  hold<R extends RouteName>(
    route: R,
  ): (response: Contract[R]['response']) => void {
    let release: (response: Contract[R]['response']) => void = () => {};
    const held = new Promise<Contract[R]['response']>(resolve => {
      release = resolve;
    });
    this.on(route, () => held);
    return response => release(response);
  }

  /** Every call fails as it does without a network. */
  setOffline(offline: boolean) {
    this.#offline = offline;
  }

  callsTo<R extends RouteName>(route: R): FakeCall<R>[] {
    return this.calls.filter(call => call.route === route) as FakeCall<R>[];
  }

  async #fetch(href: string, init: RequestInit = {}): Promise<Response> {
    if (this.#offline) throw new TypeError('Failed to fetch');
    const url = new URL(href);
    const found = match(init.method ?? 'GET', url.pathname);
    if (!found) throw new Error(`No route for ${init.method} ${url.pathname}`);
    const call: FakeCall = {
      ...found,
      query: Object.fromEntries(url.searchParams),
      body: init.body ? JSON.parse(String(init.body)) : undefined,
      headers: (init.headers ?? {}) as Record<string, string>,
    };
    this.calls.push(call);
    const handler = this.#handlers.get(found.route);
    if (!handler) throw new Error(`No answer prepared for ${found.route}`);
    try {
      const body = await handler(call);
      const etag = `W/"${JSON.stringify(body).length}-${JSON.stringify(body)}"`;
      return call.headers['If-None-Match'] === etag
        ? answer(304, undefined, etag)
        : answer(200, body, etag);
    } catch (error) {
      if (!(error instanceof FakeApiError)) throw error;
      return answer(error.status, {
        error: { name: 'Error', ...error.body },
        request: { method: init.method, url: url.pathname },
        response: { statusCode: error.status },
      });
    }
  }
}
