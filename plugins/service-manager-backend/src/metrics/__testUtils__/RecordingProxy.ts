import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import type { AddressInfo } from 'net';

export interface RecordedQuery {
  path: string;
  parameters: URLSearchParams;
}

/** True when it has answered, or never will. */
type Answer = (query: RecordedQuery, response: ServerResponse) => boolean;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Stands before a Prometheus, remembers what it is asked, and can fail. */
export class RecordingProxy {
  readonly queries: RecordedQuery[] = [];
  /** Answers instead of the real one. */
  instead?: Answer;
  private readonly server: Server;
  private readonly target: string;

  static async start(target: string): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(target);
    await new Promise<void>(done =>
      proxy.server.listen(0, '127.0.0.1', () => done()),
    );
    return proxy;
  }

  private constructor(target: string) {
    this.target = target;
    this.server = createServer((request, response) => {
      void this.pass(request, response);
    });
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Every piece of PromQL that was sent. */
  get promql(): string[] {
    return this.queries.flatMap(({ parameters }) => [
      ...parameters.getAll('query'),
      ...parameters.getAll('match[]'),
    ]);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(done => this.server.close(done));
  }

  private async pass(request: IncomingMessage, response: ServerResponse) {
    const body = await bodyOf(request);
    const url = new URL(request.url!, 'http://proxy');
    const parameters = new URLSearchParams(
      `${url.searchParams.toString()}&${body}`,
    );
    this.queries.push({ path: url.pathname, parameters });
    if (this.instead?.(this.queries.at(-1)!, response)) return;
    const answer = await fetch(this.target + request.url, {
      method: request.method,
      headers: {
        'content-type': request.headers['content-type'] ?? 'text/plain',
      },
      body: request.method === 'GET' ? undefined : body,
    });
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? '',
    });
    response.end(await answer.text());
  }
}
