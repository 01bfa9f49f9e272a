import http from 'http';
import type { AddressInfo, Socket } from 'net';
import { WebSocketServer, WebSocket } from 'ws';
import { parseLogQl } from '../pure/logql';
import type { Fault } from './LokiProxy';

interface Kept {
  labels: Record<string, string>;
  ns: bigint;
  text: string;
  metadata: Record<string, string>;
}

const SECOND = 1_000_000_000n;
const COUNT = /^sum(?: by \((\w+)\))? ?\(count_over_time\((.*)\[(\d+)s\]\)\)$/s;

/**
 * As much of Loki as is asked of it, and with its manners: lines of one
 * nanosecond come in another order each time, at most `limit` of them; a tail
 * is best effort.
 */
export class FakeLoki {
  maxEntries = 5_000;
  /** Knows of no line, as before it has read its log again. */
  hides = false;
  /** The index knows of so many lines; the others are in memory. */
  flushed = 0;
  /** Of text in one answer. */
  maxBytes = 4 * 1024 * 1024;
  /** In nanoseconds. */
  maxRange = 721n * 3_600n * SECOND;
  /** As many as there are places for. */
  maxTails = 10;
  /** What a tail leaves out; it says so when `tellsDrops`. */
  drops: (text: string) => boolean = () => false;
  tellsDrops = true;
  fault: ((path: string) => Fault | undefined) | undefined;
  readonly queries: string[] = [];
  /** Where the ranges begin that were read. */
  readonly begins: bigint[] = [];
  /** As requests name them. */
  readonly tenants = new Set<string | undefined>();
  tailsOpened = 0;
  /** Gives no answer to what is asked from now on. */
  holds = false;
  /** Questions without an answer yet, whose asker still waits. */
  open = 0;
  readonly #lines: Kept[] = [];
  readonly #server: http.Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #tails = new Map<WebSocket, ReturnType<typeof parseLogQl>>();

  static async start(): Promise<FakeLoki> {
    const loki = new FakeLoki();
    await new Promise<void>(done => loki.#server.listen(0, '127.0.0.1', done));
    return loki;
  }

  private constructor() {
    this.#server = http.createServer((req, res) => void this.#serve(req, res));
    this.#server.on('upgrade', (req, socket: Socket, head) =>
      this.#upgrade(req, socket, head),
    );
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get tails(): number {
    return this.#tails.size;
  }

  async stop(): Promise<void> {
    for (const socket of this.#tails.keys()) socket.terminate();
    this.#server.closeAllConnections();
    await new Promise(done => this.#server.close(done));
  }

  push(
    pod: string,
    ns: bigint,
    text: string,
    more: { labels?: Record<string, string>; metadata?: Kept['metadata'] } = {},
  ): void {
    const line: Kept = {
      labels: { namespace: 'shop', pod, container: 'web', ...more.labels },
      ns,
      text,
      metadata: more.metadata ?? {},
    };
    this.#lines.push(line);
    for (const [socket, query] of this.#tails) {
      if (!query.matches(line)) continue;
      if (!this.drops(text)) this.#tell(socket, [line]);
      else if (this.tellsDrops) this.#tell(socket, [], [line]);
    }
  }

  /** Sends lines once more, as a tail does that was opened again. */
  repeat(count: number): void {
    for (const socket of this.#tails.keys()) {
      this.#tell(socket, this.#lines.slice(-count));
    }
  }

  cutTails(code?: number, reason?: string): void {
    for (const socket of this.#tails.keys()) {
      if (code) socket.close(code, reason);
      else socket.terminate();
    }
    this.#tails.clear();
  }

  #tell(socket: WebSocket, lines: Kept[], dropped: Kept[] = []): void {
    socket.send(
      JSON.stringify({
        streams: streamsOf(lines),
        dropped_entries: dropped.length
          ? dropped.map(({ labels, ns }) => ({ labels, timestamp: String(ns) }))
          : null,
      }),
    );
  }

  #upgrade(req: http.IncomingMessage, socket: Socket, head: Buffer): void {
    const query = new URL(req.url!, this.url).searchParams.get('query')!;
    this.queries.push(query);
    if (this.fault?.('/loki/api/v1/tail')) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\n\r\n');
      return;
    }
    this.#sockets.handleUpgrade(req, socket, head, tail => {
      if (this.#tails.size >= this.maxTails) {
        const limit = this.maxTails;
        tail.close(
          1011,
          `max concurrent tail requests limit exceeded, count > limit (${
            limit + 1
          } > ${limit})`,
        );
        return;
      }
      this.tailsOpened++;
      this.#tails.set(tail, parseLogQl(query));
      tail.on('close', () => this.#tails.delete(tail));
    });
  }

  async #serve(
    req: http.IncomingMessage,
    res: http.ServerResponse,
  ): Promise<void> {
    let body = '';
    for await (const chunk of req) body += chunk;
    this.tenants.add(req.headers['x-scope-orgid']?.toString());
    this.open++;
    res.on('close', () => this.open--);
    const form = new URLSearchParams(body);
    const path = new URL(req.url!, this.url).pathname;
    this.queries.push(form.get('query') ?? form.get('match[]') ?? '');
    if (this.holds) return;
    const fault = this.fault?.(path);
    if (fault) {
      res.writeHead(fault.status ?? 200, {
        'content-type': 'text/plain',
        ...fault.headers,
      });
      res.write(fault.body ?? '');
      if (fault.cut) setImmediate(() => res.destroy());
      else res.end();
      return;
    }
    const answer = this.#answer(path.split('/').at(-1)!, form);
    if (typeof answer === 'string') {
      res.writeHead(400, { 'content-type': 'text/plain' });
      res.end(answer);
      return;
    }
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(JSON.stringify(answer));
  }

  #answer(path: string, form: URLSearchParams): string | object {
    const query = form.get('query') ?? form.get('match[]')!;
    const start = BigInt(form.get('start') ?? 0);
    const end = BigInt(form.get('end') ?? 0);
    if (form.has('end') && end - start > this.maxRange) {
      return 'the query time range exceeds the limit (query length: long, limit: 30d1h)';
    }
    const within = (from: bigint, to: bigint, of = query) => {
      const wanted = parseLogQl(of);
      return (this.hides ? [] : this.#lines).filter(
        line => line.ns >= from && line.ns < to && wanted.matches(line),
      );
    };
    if (path === 'stats') {
      const known = new Set(this.#lines.slice(0, this.flushed));
      const found = within(start, end).filter(line => known.has(line));
      return { streams: found.length };
    }
    if (path === 'series') {
      return { data: within(start, end).map(({ labels }) => labels) };
    }
    const count = COUNT.exec(query);
    if (!count) {
      this.begins.push(start);
      return this.#range(form, within(start, end));
    }
    const [, by, selector, seconds] = count;
    const at = (time: bigint) =>
      within(time - BigInt(seconds) * SECOND + 1n, time + 1n, selector);
    if (path === 'query') {
      const found = at(BigInt(form.get('time')!));
      const value = [0, String(found.length)];
      const result = found.length ? [{ metric: {}, value }] : [];
      return { data: { resultType: 'vector', result } };
    }
    const series = new Map<string, Array<[number, string]>>();
    for (
      let time = Number(start);
      time <= Number(end);
      time += Number(form.get('step'))
    ) {
      for (const [label, lines] of grouped(
        at(BigInt(time) * SECOND),
        ({ metadata }) => (by && metadata[by]) ?? '',
      )) {
        const values = series.get(label) ?? [];
        series.set(label, [...values, [time, String(lines.length)]]);
      }
    }
    const result = [...series].map(([label, values]) => ({
      metric: by && label ? { [by]: label } : {},
      values,
    }));
    return { data: { resultType: 'matrix', result } };
  }

  #range(form: URLSearchParams, lines: Kept[]): string | object {
    const limit = Number(form.get('limit'));
    if (limit > this.maxEntries) {
      return `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${this.maxEntries})`;
    }
    const sign = form.get('direction') === 'forward' ? 1 : -1;
    const found = shuffled(lines)
      .sort((one, other) => sign * Number(one.ns - other.ns))
      .slice(0, limit);
    if (found.reduce((sum, { text }) => sum + text.length, 0) > this.maxBytes) {
      return 'rpc error: code = ResourceExhausted desc = grpc: received message larger than max';
    }
    return { data: { resultType: 'streams', result: streamsOf(found) } };
  }
}

function streamsOf(lines: Kept[]) {
  return [
    ...grouped(lines, ({ labels }) => JSON.stringify(labels)).values(),
  ].map(group => ({
    stream: group[0].labels,
    values: group.map(({ ns, text, metadata }) => [
      String(ns),
      text,
      { structuredMetadata: metadata },
    ]),
  }));
}

function grouped<T>(items: T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  }
  return groups;
}

function shuffled<T>(items: T[]): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}
