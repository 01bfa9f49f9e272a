import {
  createServer,
  IncomingMessage,
  request,
  Server,
  ServerResponse,
} from 'node:http';
import { AddressInfo } from 'node:net';

export interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: any;
}

/** A watch as a client sees it: its lines, and how it ended. */
export interface Watch {
  lines: string[];
  ended: Promise<'clean' | 'broken'>;
  open: boolean;
  close(): void;
}

/** An HTTP server that looks enough like an API server: every answer is an empty list, every watch stays open. */
export interface FakeApi {
  url: string;
  server: Server;
  seen: Seen[];
  watchers: ServerResponse[];
  /** Sends events with these numbers into the newest watch. */
  send(...numbers: number[]): void;
  stop(): Promise<void>;
}

export const event = (n: number) => ({
  type: 'MODIFIED',
  object: { metadata: { name: `pod-${n}` } },
});

export async function startFakeApi(): Promise<FakeApi> {
  const seen: Seen[] = [];
  const watchers: ServerResponse[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', chunk => chunks.push(chunk));
    incoming.on('end', () => {
      seen.push({
        method: incoming.method!,
        url: incoming.url!,
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString(),
      });
      response.setHeader('content-type', 'application/json');
      if (incoming.url!.includes('watch=true')) {
        response.flushHeaders();
        watchers.push(response);
      } else {
        response.end(JSON.stringify({ kind: 'PodList', items: [] }));
      }
    });
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    seen,
    watchers,
    send: (...numbers) =>
      numbers.forEach(n =>
        watchers.at(-1)!.write(`${JSON.stringify(event(n))}\n`),
      ),
    stop: async () => {
      server.closeAllConnections();
      await new Promise(resolve => {
        server.close(resolve);
      });
    },
  };
}

/** One request and its JSON answer. Rejects when the connection breaks. */
export function call(
  url: string,
  options: {
    method?: string;
    headers?: Record<string, string>;
    body?: string;
  } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: options.method ?? 'GET',
        headers: options.headers,
        agent: false,
      },
      response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            headers: response.headers,
            body: JSON.parse(Buffer.concat(chunks).toString()),
          }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

/** Opens a watch; resolves with its headers. */
export function watch(url: string): Promise<Watch> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent: false }, response => {
      let text = '';
      const result: Watch = {
        lines: [],
        open: true,
        ended: new Promise(done => {
          response.on('end', () => done('clean'));
          response.on('error', () => done('broken'));
        }),
        close: () => outgoing.destroy(),
      };
      result.ended.then(() => {
        result.open = false;
      });
      response.on('data', chunk => {
        text += chunk;
        result.lines = text.split('\n').filter(Boolean);
      });
      resolve(result);
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}
