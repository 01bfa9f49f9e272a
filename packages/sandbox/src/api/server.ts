import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  groupVersionOf,
  notFound,
  StatusError,
  type Registry,
} from '../registry';
import type { KubeObject } from '../types';
import { discovery } from './discovery';
import { Lists, filterOf } from './list';
import { readRequest, sendJson, type ApiRequest } from './request';
import { accessReview, evict, scale } from './subresources';
import { tableOf, wantsTable } from './tables';
import { Watches } from './watch';
import { create, patch, remove, removeAll, replace, type Place } from './write';

/** What the API asks of the rooms beside it. */
export interface Backends {
  podLog(request: ApiRequest, pod: KubeObject): void;
  metrics(path: string, query: URLSearchParams): unknown;
}

export interface ApiOptions {
  registry: Registry;
  backends: Backends;
  port: number;
  bearerToken?: string;
}

const PATH =
  /^\/(?:api\/(v1)|apis\/([^/]+)\/([^/]+))(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/;

const noSuchPath = () =>
  new StatusError(
    404,
    'NotFound',
    'the server could not find the requested resource',
    {},
  );

const notAllowed = () =>
  new StatusError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );

/** The http server of a sandbox. */
export class ApiServer {
  private readonly registry: Registry;
  private readonly server;
  readonly lists: Lists;
  readonly watches: Watches;
  /** How many requests were answered, by method and resource. */
  readonly counts = new Map<string, number>();

  constructor(private readonly options: ApiOptions) {
    this.registry = options.registry;
    this.lists = new Lists(this.registry);
    this.watches = new Watches(this.registry, (request, resource) =>
      wantsTable(request)
        ? object => tableOf(resource, [object], {}, this.registry.now())
        : undefined,
    );
    this.server = createServer((raw, response) => {
      this.handle(raw, response).catch(() => response.destroy());
    });
    this.server.keepAliveTimeout = 60_000;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.options.port, '127.0.0.1', resolve);
    });
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async close() {
    this.watches.close();
    const closed = new Promise(resolve => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async handle(raw: IncomingMessage, response: ServerResponse) {
    let request: ApiRequest | undefined;
    try {
      const token = this.options.bearerToken;
      if (token && raw.headers.authorization !== `Bearer ${token}`) {
        throw new StatusError(401, 'Unauthorized', 'Unauthorized');
      }
      request = await readRequest(raw, response);
      this.route(request);
    } catch (e) {
      const error =
        e instanceof StatusError
          ? e
          : new StatusError(
              500,
              'InternalError',
              `Internal error occurred: ${(e as Error).message}`,
            );
      if (response.headersSent) {
        response.end();
        return;
      }
      const data = JSON.stringify(error.body());
      response.writeHead(error.code, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(data),
      });
      response.end(data);
    }
  }

  private route(request: ApiRequest) {
    const { path, method } = request;
    if (/^\/(healthz|livez|readyz)$/.test(path)) {
      request.response.end('ok');
      return;
    }
    const { all } = this.registry.resources;
    const found = discovery(path.replace(/\/$/, ''), all);
    if (found) {
      sendJson(request, 200, found);
      return;
    }
    if (path.startsWith('/apis/metrics.k8s.io/v1beta1/')) {
      const answer = this.options.backends.metrics(path, request.query);
      if (!answer) throw noSuchPath();
      sendJson(request, 200, answer);
      return;
    }
    if (path === '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews') {
      if (method !== 'POST') throw notAllowed();
      sendJson(request, 201, accessReview(request));
      return;
    }
    const place = this.placeOf(path);
    const key = `${method} ${place.resource.plural}`;
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
    if (place.subresource) this.subresource(request, place);
    else if (place.name) this.object(request, place);
    else this.collection(request, place);
  }

  private placeOf(path: string): Place {
    const match = PATH.exec(path);
    if (!match) throw noSuchPath();
    const parts = match.map(part => part && decodeURIComponent(part));
    const [, core, group = '', version = core] = parts;
    let [namespace, plural, name, subresource] = parts.slice(4) as Array<
      string | undefined
    >;
    // `/namespaces/x/status` is of the namespace itself.
    if (namespace !== undefined && core && plural === 'status') {
      subresource = plural;
      name = namespace;
      plural = 'namespaces';
      namespace = undefined;
    }
    const resource = this.registry.resources.find(group, version!, plural!);
    if (!resource) throw noSuchPath();
    if (subresource && !resource.subresources.includes(subresource)) {
      throw noSuchPath();
    }
    return { resource, namespace, name, subresource };
  }

  private collection(request: ApiRequest, place: Place) {
    const { resource, namespace } = place;
    const { method, query } = request;
    if (method === 'GET') {
      if (/^(true|1)$/.test(query.get('watch') ?? '')) {
        this.watches.watch(request, resource, namespace);
        return;
      }
      const list = this.lists.list(request, resource, namespace);
      this.send(request, 200, place, list);
      return;
    }
    if (resource.namespaced && namespace === undefined) throw notAllowed();
    if (method === 'POST') {
      this.send(request, 201, place, create(this.registry, request, place));
    } else if (method === 'DELETE') {
      const objects = this.registry.store
        .list(resource.key, namespace)
        .filter(filterOf(request, resource));
      removeAll(this.registry, request, place, objects);
      sendJson(request, 200, {
        kind: `${resource.kind}List`,
        apiVersion: groupVersionOf(resource),
        metadata: { resourceVersion: String(this.registry.store.revision) },
        items: objects,
      });
    } else throw notAllowed();
  }

  private object(request: ApiRequest, place: Place) {
    const { registry } = this;
    const { resource, namespace, name } = place;
    switch (request.method) {
      case 'GET':
        if (/^(true|1)$/.test(request.query.get('watch') ?? '')) {
          request.query.set('fieldSelector', `metadata.name=${name}`);
          this.watches.watch(request, resource, namespace);
          return;
        }
        this.send(
          request,
          200,
          place,
          registry.get(resource, namespace, name!),
        );
        return;
      case 'PUT':
        sendJson(request, 200, replace(registry, request, place));
        return;
      case 'PATCH': {
        const existed = registry.store.get(resource.key, namespace, name!);
        sendJson(request, existed ? 200 : 201, patch(registry, request, place));
        return;
      }
      case 'DELETE':
        sendJson(request, 200, remove(registry, request, place));
        return;
      default:
        throw notAllowed();
    }
  }

  private subresource(request: ApiRequest, place: Place) {
    const { registry } = this;
    const { resource, namespace, name, subresource } = place;
    const { method } = request;
    if (subresource === 'log' && method === 'GET') {
      const pod = registry.get(resource, namespace, name!);
      this.options.backends.podLog(request, pod);
    } else if (subresource === 'eviction' && method === 'POST') {
      sendJson(request, 201, evict(registry, request, place));
    } else if (subresource === 'scale') {
      if (!/GET|PUT|PATCH/.test(method)) throw notAllowed();
      sendJson(request, 200, scale(registry, request, place));
    } else if (subresource === 'status') {
      if (method === 'GET') this.object(request, place);
      else if (method === 'PUT') {
        sendJson(request, 200, replace(registry, request, place));
      } else if (method === 'PATCH') {
        sendJson(request, 200, patch(registry, request, place));
      } else throw notAllowed();
    } else {
      throw method === 'GET' ? notFound(resource, name!) : notAllowed();
    }
  }

  private send(request: ApiRequest, code: number, place: Place, body: any) {
    if (request.method === 'GET' && wantsTable(request)) {
      const objects = body.items ?? [body];
      const metadata = body.items ? body.metadata : {};
      const now = this.registry.now();
      sendJson(request, code, tableOf(place.resource, objects, metadata, now));
    } else sendJson(request, code, body);
  }
}
