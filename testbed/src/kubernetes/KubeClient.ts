import { request as httpRequest, IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { KubeManifest } from './people';

/** An answer of the API server that says no. @public */
export class KubeApiError extends Error {
  readonly status: number;
  readonly body: any;

  constructor(method: string, path: string, status: number, body: any) {
    super(
      `${method} ${path}: ${status} ${
        body?.message ?? JSON.stringify(body)?.slice(0, 300) ?? ''
      }`,
    );
    this.name = 'KubeApiError';
    this.status = status;
    this.body = body;
  }
}

/** Details of one request. @public */
export interface KubeRequestOptions {
  body?: unknown;
  headers?: Record<string, string>;
  /** The bearer token; the client's own when absent. */
  token?: string;
  /** Milliseconds; 20 s when absent. */
  timeoutMillis?: number;
}

/**
 * Just enough of a client to prepare and look at a cluster from a test. It has no cache, no retry and no watch, on
 * purpose: it must not share a defect with what it tests.
 *
 * @public
 */
export class KubeClient {
  readonly url: string;
  private readonly ca: string | undefined;
  private readonly token: string | undefined;
  private readonly cert: string | undefined;
  private readonly key: string | undefined;
  private readonly resources = new Map<string, Promise<any[]>>();

  constructor(options: {
    url: string;
    /** PEM. Without it an https server's certificate is not verified. */
    ca?: string;
    token?: string;
    /** PEM of a client certificate and its key, instead of a token. */
    cert?: string;
    key?: string;
  }) {
    this.url = options.url;
    this.ca = options.ca;
    this.token = options.token;
    this.cert = options.cert;
    this.key = options.key;
  }

  /**
   * One request, its JSON (or text) answer.
   *
   * @throws KubeApiError for a status of 400 and more.
   */
  async request<T = any>(
    method: string,
    path: string,
    options: KubeRequestOptions = {},
  ): Promise<T> {
    const token = options.token ?? this.token;
    const body =
      options.body === undefined ? undefined : JSON.stringify(options.body);
    const { status, text } = await new Promise<{
      status: number;
      text: string;
    }>((resolve, reject) => {
      const url = new URL(path, this.url);
      const settings = {
        method,
        agent: false,
        timeout: options.timeoutMillis ?? 20_000,
        headers: {
          accept: 'application/json',
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...options.headers,
        },
      };
      const onResponse = (response: IncomingMessage) => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      };
      const request =
        url.protocol === 'https:'
          ? httpsRequest(
              url,
              {
                ...settings,
                ...(this.ca ? { ca: this.ca } : { rejectUnauthorized: false }),
                // Who has a token of his own does not come as the certificate's owner.
                ...(token ? {} : { cert: this.cert, key: this.key }),
              },
              onResponse,
            )
          : httpRequest(url, settings, onResponse);
      request.on('timeout', () =>
        request.destroy(new Error(`${method} ${path}: no answer in time`)),
      );
      request.on('error', reject);
      request.end(body);
    });
    let parsed: any = text;
    try {
      parsed = JSON.parse(text);
    } catch {
      // Not every answer is JSON: `/readyz` and logs are text.
    }
    if (status >= 400) {
      throw new KubeApiError(method, path, status, parsed);
    }
    return parsed;
  }

  /** The path of an object, by what the API server itself says about its kind. */
  async pathOf(object: {
    apiVersion: string;
    kind: string;
    metadata: { name: string; namespace?: string };
  }): Promise<string> {
    const root = object.apiVersion.includes('/')
      ? `/apis/${object.apiVersion}`
      : `/api/${object.apiVersion}`;
    let list = this.resources.get(root);
    if (!list) {
      list = this.request('GET', root).then(answer => answer.resources);
      this.resources.set(root, list);
      list.catch(() => this.resources.delete(root));
    }
    const resource = (await list).find(
      one => one.kind === object.kind && !one.name.includes('/'),
    );
    if (!resource) {
      // A kind that was registered after the first look.
      this.resources.delete(root);
      throw new Error(
        `The API server has no kind ${object.kind} in ${object.apiVersion}.`,
      );
    }
    const { namespace = 'default', name } = object.metadata;
    return resource.namespaced
      ? `${root}/namespaces/${namespace}/${resource.name}/${name}`
      : `${root}/${resource.name}/${name}`;
  }

  /** Server-side apply of whole objects, in the given order. Returns them as the server has them now. */
  async apply(
    objects: KubeManifest[],
    options: { fieldManager?: string; token?: string } = {},
  ): Promise<KubeManifest[]> {
    const applied: KubeManifest[] = [];
    for (const object of objects) {
      const path = await this.pathOf(object);
      const query = `fieldManager=${encodeURIComponent(
        options.fieldManager ?? 'testbed',
      )}&force=true`;
      applied.push(
        await this.request('PATCH', `${path}?${query}`, {
          body: object,
          token: options.token,
          headers: { 'content-type': 'application/apply-patch+yaml' },
        }),
      );
    }
    return applied;
  }
}
