import http from 'http';
import type { AddressInfo } from 'net';
import { KubernetesError } from '../../errors';
import { HttpCluster, type HttpClusterOptions } from '../HttpCluster';

export type Handler = (
  request: http.IncomingMessage,
  response: http.ServerResponse,
) => void;

/** A server whose answers are given one by one; the last one stays. */
export class Scripted {
  readonly requests: http.IncomingMessage[] = [];
  readonly bodies: string[] = [];
  handlers: Handler[] = [];
  private readonly server = http.createServer((request, response) => {
    this.requests.push(request);
    const handler =
      this.handlers.length > 1 ? this.handlers.shift()! : this.handlers[0];
    let body = '';
    request.on('data', chunk => (body += chunk));
    request.on('end', () => {
      this.bodies.push(body);
      handler(request, response);
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>(resolve =>
      this.server.listen(0, '127.0.0.1', resolve),
    );
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}

export function ok(body: unknown): Handler {
  return (_, response) => response.end(JSON.stringify(body));
}

export function status(code: number, body?: object, headers = {}): Handler {
  return (_, response) => {
    response.writeHead(code, headers);
    response.end(JSON.stringify({ kind: 'Status', code, ...body }));
  };
}

export const hangUp: Handler = (_, response) => response.destroy();
export const silent: Handler = () => {};

/** A client that tries again within milliseconds. */
export function createCluster(
  url: string,
  agent: http.Agent,
  options: Partial<HttpClusterOptions> = {},
) {
  return HttpCluster.create({
    name: 'eu',
    url,
    connect: () => ({ agent, headers: { Authorization: 'Bearer s3cr3t' } }),
    ...options,
    timings: {
      retryBaseMs: 1,
      retryMaxMs: 2,
      breakBaseMs: 30,
      breakMaxMs: 30,
      requestTimeoutMs: 2_000,
      ...options.timings,
    },
  });
}

export async function errorOf(
  promise: Promise<unknown>,
): Promise<KubernetesError> {
  const error = await promise.then(
    () => undefined,
    caught => caught,
  );
  expect(error).toBeInstanceOf(KubernetesError);
  return error;
}
