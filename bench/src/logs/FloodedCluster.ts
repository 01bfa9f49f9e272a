import {
  createServer,
  IncomingMessage,
  request,
  Server,
  ServerResponse,
} from 'http';
import { AddressInfo } from 'net';
import { textOf } from './lines';

const LOG = /^\/api\/v1\/namespaces\/[^/]+\/pods\/([^/]+)\/log\?(.*)$/;
const TICK_MS = 10;

/**
 * Stands before a cluster and passes everything on, but writes the logs of one
 * service itself: as many lines a second as it is told, each with a number.
 * The past of these logs is empty; only what comes while they are followed is
 * written, to its pods in turn.
 */
export class FloodedCluster {
  readonly #upstream: URL;
  readonly #service: string;
  readonly #server: Server;
  #followed: ServerResponse[] = [];
  #produced = 0;

  private constructor(upstream: string, service: string) {
    this.#upstream = new URL(upstream);
    this.#service = service;
    this.#server = createServer((req, res) => this.#answer(req, res));
  }

  static async start(upstream: string, service: string) {
    const cluster = new FloodedCluster(upstream, service);
    await new Promise<void>(resolve => {
      cluster.#server.listen(0, '127.0.0.1', resolve);
    });
    return cluster;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** How many containers are followed now. */
  get followed(): number {
    return this.#followed.length;
  }

  /** How many lines were written so far. */
  get produced(): number {
    return this.#produced;
  }

  /** Writes lines, evenly; does not wait for whoever reads them. */
  async pour(linesPerSecond: number, seconds: number): Promise<void> {
    const started = performance.now();
    const first = this.#produced;
    const last = first + linesPerSecond * seconds;
    while (this.#produced < last) {
      await new Promise(resolve => setTimeout(resolve, TICK_MS));
      const passed = (performance.now() - started) / 1000;
      const due = Math.min(last, first + Math.floor(passed * linesPerSecond));
      this.#write(due, textOf);
    }
  }

  /** Writes one line of any text. */
  writeLine(text: string) {
    this.#write(this.#produced + 1, () => text);
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #write(until: number, text: (n: number) => string) {
    const at = new Date().toISOString().slice(0, -1);
    const parts = this.#followed.map(() => '');
    for (let n = this.#produced; n < until; n++) {
      const nanos = String(n % 1_000_000).padStart(6, '0');
      parts[n % parts.length] += `${at}${nanos}Z ${text(n)}\n`;
    }
    this.#produced = until;
    parts.forEach((part, index) => part && this.#followed[index].write(part));
  }

  #answer(req: IncomingMessage, res: ServerResponse) {
    const [, pod, query] = LOG.exec(req.url ?? '') ?? [];
    if (pod?.startsWith(`${this.#service}-`)) this.#answerLog(query, res);
    else this.#pass(req, res);
  }

  #answerLog(query: string, res: ServerResponse) {
    res.writeHead(200, { 'content-type': 'text/plain' });
    res.flushHeaders();
    if (new URLSearchParams(query).get('follow') !== 'true') {
      res.end();
      return;
    }
    this.#followed.push(res);
    res.on('close', () => {
      this.#followed = this.#followed.filter(each => each !== res);
    });
  }

  #pass(req: IncomingMessage, res: ServerResponse) {
    const { hostname, port } = this.#upstream;
    const { method, headers, url: path } = req;
    const passed = request(
      { hostname, port, method, headers, path },
      answer => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        res.flushHeaders();
        answer.pipe(res);
      },
    );
    passed.on('error', () => res.destroy());
    res.on('close', () => passed.destroy());
    req.pipe(passed);
  }
}
