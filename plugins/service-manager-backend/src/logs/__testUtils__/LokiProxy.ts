import http from 'http';
import net from 'net';
import type { AddressInfo } from 'net';

export interface Fault {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** The answer breaks off in its middle. */
  cut?: boolean;
  /** No answer for so long. */
  delayMs?: number;
}

const DROPPED = '"dropped_entries":[';

/** Looks into the messages of tails, which come uncompressed and in pieces. */
class TailWords {
  /** Lines that Loki said it had left out. */
  dropped = 0;
  /** The numbers of the lines that it told. */
  readonly numbers = new Set<number>();
  #rest = '';

  hear(chunk: string): void {
    let text = this.#rest + chunk;
    for (const [, number] of text.matchAll(/ n=(\d+)"/g)) {
      this.numbers.add(Number(number));
    }
    for (;;) {
      const at = text.indexOf(DROPPED);
      const end = text.indexOf(']', at);
      if (at === -1 || end === -1) {
        this.#rest = at === -1 ? text.slice(-100) : text.slice(at);
        return;
      }
      this.dropped += text.slice(at, end).split('"timestamp"').length - 1;
      text = text.slice(end);
    }
  }
}

/**
 * Stands before a Loki: writes down every query, breaks tails, holds them up,
 * and answers in its place.
 */
export class LokiProxy {
  readonly queries: Array<{ path: string; query: string; tenant?: string }> =
    [];
  /** Answers instead of Loki while it says something. */
  fault: ((path: string) => Fault | undefined) | undefined;
  /** Nothing that is asked from now on reaches Loki, nor is answered. */
  holds = false;
  /** Questions without an answer yet, whose asker still waits. */
  open = 0;
  /** No tail opens. */
  refuseTails = false;
  tailsOpened = 0;
  /** What Loki has said through tails, as far as it got through. */
  readonly told = new TailWords();
  readonly #target: URL;
  readonly #server: http.Server;
  readonly #tails = new Set<{ client: net.Socket; loki: net.Socket }>();

  static async start(target: string): Promise<LokiProxy> {
    const proxy = new LokiProxy(target);
    await new Promise<void>(done => proxy.#server.listen(0, '127.0.0.1', done));
    return proxy;
  }

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = http.createServer((req, res) => {
      void this.#pass(req, res).catch(() => res.destroy());
    });
    this.#server.on('upgrade', (req, socket: net.Socket) =>
      this.#tail(req, socket),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get tails(): number {
    return this.#tails.size;
  }

  cutTails(): void {
    for (const { client, loki } of this.#tails) {
      client.destroy();
      loki.destroy();
    }
    this.#tails.clear();
  }

  /** Nothing of the tails gets through, as with a reader that is too slow. */
  holdTails(): void {
    for (const { loki } of this.#tails) loki.pause();
  }

  releaseTails(): void {
    for (const { loki } of this.#tails) loki.resume();
  }

  async stop(): Promise<void> {
    this.cutTails();
    this.#server.closeAllConnections();
    await new Promise(done => this.#server.close(done));
  }

  async #pass(req: http.IncomingMessage, res: http.ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const url = new URL(req.url!, this.#target);
    this.#record(url, new URLSearchParams(body.toString()), req);
    this.open++;
    res.on('close', () => this.open--);
    if (this.holds) return;
    const fault = this.fault?.(url.pathname);
    if (fault) {
      if (fault.delayMs) {
        await new Promise(done => setTimeout(done, fault.delayMs));
      }
      res.writeHead(fault.status ?? 200, {
        'content-type': 'application/json',
        ...fault.headers,
      });
      res.write(fault.body ?? '');
      if (fault.cut) setImmediate(() => res.destroy());
      else res.end();
      return;
    }
    const answer = await fetch(url, {
      method: req.method,
      headers: Object.fromEntries(
        Object.entries(req.headers)
          .filter(([name]) => !/^(host|connection|content-length)$/.test(name))
          .map(([name, value]) => [name, String(value)]),
      ),
      body: body.length ? body : undefined,
    });
    const text = Buffer.from(await answer.arrayBuffer());
    res.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? '',
    });
    res.end(text);
  }

  #tail(req: http.IncomingMessage, client: net.Socket): void {
    const url = new URL(req.url!, this.#target);
    this.#record(url, url.searchParams, req);
    client.on('error', () => {});
    if (this.refuseTails) {
      client.end('HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.tailsOpened++;
    const loki = net.connect(Number(this.#target.port), this.#target.hostname);
    const pair = { client, loki };
    this.#tails.add(pair);
    const end = () => {
      this.#tails.delete(pair);
      client.destroy();
      loki.destroy();
    };
    loki.on('error', end).on('close', end);
    client.on('close', end);
    const headers = Object.entries(req.headers).map(
      ([name, value]) => `${name}: ${value}`,
    );
    loki.write(`GET ${req.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
    loki.on('data', chunk => this.told.hear(String(chunk)));
    loki.pipe(client);
    client.pipe(loki);
  }

  #record(url: URL, body: URLSearchParams, req: http.IncomingMessage): void {
    const queries = [
      ...body.getAll('query'),
      ...body.getAll('match[]'),
      ...url.searchParams.getAll('match[]'),
    ];
    const tenant = req.headers['x-scope-orgid'];
    for (const query of queries.length ? queries : ['']) {
      this.queries.push({
        path: url.pathname,
        query,
        ...(tenant && { tenant: String(tenant) }),
      });
    }
  }
}
