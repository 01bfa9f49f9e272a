import {
  createServer,
  IncomingMessage,
  request as httpRequest,
  Server,
  ServerResponse,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { AddressInfo } from 'node:net';
import { createKubeconfig, Kubeconfig } from '../kubernetes/kubeconfig';
import { answerOf, Fault, FaultRule, matches } from './faults';
import { KubeRequestInfo, parseRequest } from './requestInfo';
import { WatchStream } from './WatchStream';

/** The API server behind the proxy: a control plane of the testbed, the sandbox, or anything else. @public */
export interface FaultProxyTarget {
  /** `http://` or `https://`. */
  url: string;
  /** PEM. Without it an https target's certificate is not verified. */
  ca?: string;
  /** Used for requests that bring no credential of their own. */
  token?: string;
}

/** One request that the proxy saw. @public */
export interface RecordedRequest extends KubeRequestInfo {
  method: string;
  path: string;
  /** Lower case names. The credential is left out. */
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** The fault that it suffered. */
  fault: Fault | undefined;
}

/** @public */
export interface FaultProxy {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** A kubeconfig whose server is the proxy. Each user's token is passed on. */
  kubeconfig(tokens: Readonly<Record<string, string>>): Kubeconfig;
  /** Adds a rule behind the others; the first that fits and is not used up decides. Returns what removes it. */
  inject(rule: FaultRule): () => void;
  /** Replaces all rules. */
  use(rules: FaultRule[]): void;
  /** Removes all rules. */
  heal(): void;
  /** Ends all watches that are open now. Returns how many there were. */
  cutWatches(options?: { midLine?: boolean }): number;
  /** How many watches are open now. */
  openWatches(): number;
  /** Requests so far by `VERB resource`, for example `{'LIST pods': 1, 'WATCH pods': 2}`, and `total`. */
  counts(): Record<string, number>;
  /** Starts counting and recording again from nothing. Rules stay. */
  reset(): void;
  /** Requests since recording was switched on. */
  recorded(): RecordedRequest[];
  /** Switches recording on or off; off in the beginning. */
  record(on: boolean): void;
  /** Ends every connection and stops listening. */
  stop(): Promise<void>;
}

// Between two hops, and not to be passed on.
const HOP_HEADERS = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'host',
  'upgrade',
];

interface LiveRule {
  rule: FaultRule;
  seen: number;
}

/**
 * A proxy in front of a Kubernetes API server that makes it fail on request.
 *
 * It speaks plain HTTP to its clients on loopback, whatever the server behind speaks, passes on who asks
 * (`Authorization`, `Impersonate-*`) and streams watches.
 *
 * @public
 */
export async function startFaultProxy(
  target: FaultProxyTarget,
  options: { port?: number; rules?: FaultRule[] } = {},
): Promise<FaultProxy> {
  let rules: LiveRule[] = [];
  let counts: Record<string, number> = {};
  let records: RecordedRequest[] = [];
  let recording = false;
  const watches = new Map<WatchStream, ServerResponse>();
  const base = new URL(target.url);

  function chooseFault(info: KubeRequestInfo): Fault | undefined {
    // Every rule counts what fits it, so that a schedule does not depend on the rules before.
    let chosen: Fault | undefined;
    for (const live of rules) {
      const { rule } = live;
      if (matches(rule, info)) {
        live.seen++;
        const turn = live.seen - (rule.skip ?? 0);
        if (!chosen && turn > 0 && turn <= (rule.times ?? Infinity)) {
          chosen = rule.fault;
        }
      }
    }
    return chosen;
  }

  function forward(
    request: IncomingMessage,
    response: ServerResponse,
    info: KubeRequestInfo,
    fault: Fault | undefined,
    onBody: (chunk: Buffer) => void,
  ): void {
    const url = new URL(request.url ?? '/', base);
    const headers = { ...request.headers };
    HOP_HEADERS.forEach(name => delete headers[name]);
    // Lines of a watch can only be counted when they are not compressed.
    headers['accept-encoding'] = 'identity';
    if (!headers.authorization && target.token) {
      headers.authorization = `Bearer ${target.token}`;
    }
    const settings = { method: request.method, headers, agent: false };
    const onAnswer = (answer: IncomingMessage) => {
      if (fault?.type === 'loseAnswer') {
        answer.resume();
        answer.once('end', () => response.destroy());
        return;
      }
      const back = { ...answer.headers };
      HOP_HEADERS.forEach(name => delete back[name]);
      response.writeHead(answer.statusCode ?? 502, back);
      if (info.verb === 'WATCH' && answer.statusCode === 200) {
        // Headers first: a client that sees none cannot know that the watch has begun.
        response.flushHeaders();
        const watch = new WatchStream(response, fault);
        watches.set(watch, response);
        response.once('close', () => {
          watches.delete(watch);
          answer.destroy();
        });
        answer.on('data', chunk => watch.push(chunk));
        answer.once('end', () => watch.end());
        answer.once('error', () => response.destroy());
        watch.begin();
        return;
      }
      answer.once('error', () => response.destroy());
      response.once('close', () => answer.destroy());
      answer.pipe(response);
    };
    const onward =
      url.protocol === 'https:'
        ? httpsRequest(
            url,
            target.ca
              ? { ...settings, ca: target.ca }
              : { ...settings, rejectUnauthorized: false },
            onAnswer,
          )
        : httpRequest(url, settings, onAnswer);
    onward.once('error', () => response.destroy());
    response.once('close', () => onward.destroy());
    request.on('data', onBody);
    request.pipe(onward);
  }

  function refuse(
    request: IncomingMessage,
    response: ServerResponse,
    fault: Fault,
    info: KubeRequestInfo,
    onBody: (chunk: Buffer) => void,
  ): boolean {
    const answer = answerOf(fault, info);
    if (!answer && fault.type !== 'drop') {
      return false;
    }
    request.on('data', onBody);
    request.once('end', () => {
      if (!answer) {
        response.destroy();
        return;
      }
      response.writeHead(answer.status.code, {
        'content-type': 'application/json',
        ...answer.headers,
      });
      response.end(JSON.stringify(answer.status));
    });
    return true;
  }

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const info = parseRequest(request.method ?? 'GET', request.url ?? '/');
    const key = `${info.verb} ${info.resource || request.url?.split('?')[0]}`;
    counts[key] = (counts[key] ?? 0) + 1;
    counts.total = (counts.total ?? 0) + 1;
    const fault = chooseFault(info);

    let onBody: (chunk: Buffer) => void = () => {};
    if (recording) {
      const { authorization: _, ...headers } = request.headers;
      const entry: RecordedRequest = {
        ...info,
        method: request.method ?? 'GET',
        path: request.url ?? '/',
        headers,
        body: '',
        fault,
      };
      records.push(entry);
      const chunks: Buffer[] = [];
      onBody = chunk => {
        chunks.push(chunk);
        entry.body = Buffer.concat(chunks).toString('utf8');
      };
    }
    request.on('error', () => {});
    response.on('error', () => {});

    if (fault?.type === 'slow') {
      const timer = setTimeout(
        () => forward(request, response, info, fault, onBody),
        fault.delayMillis,
      );
      response.once('close', () => clearTimeout(timer));
    } else if (!fault || !refuse(request, response, fault, info, onBody)) {
      forward(request, response, info, fault, onBody);
    }
  }

  const server: Server = createServer(handle);
  // A connection that the proxy closes while it is idle would be a fault nobody asked for.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  function inject(rule: FaultRule): () => void {
    const live = { rule, seen: 0 };
    rules.push(live);
    return () => {
      rules = rules.filter(one => one !== live);
    };
  }
  options.rules?.forEach(inject);

  return {
    url,
    inject,
    kubeconfig: tokens =>
      createKubeconfig(
        { name: 'fault-proxy', server: url },
        Object.entries(tokens).map(([name, token]) => ({ name, token })),
      ),
    use: next => {
      rules = [];
      next.forEach(inject);
    },
    heal: () => {
      rules = [];
    },
    cutWatches: ({ midLine = false } = {}) => {
      const open = [...watches.keys()];
      open.forEach(watch => watch.cut(midLine));
      return open.length;
    },
    openWatches: () => watches.size,
    counts: () => ({ ...counts }),
    reset: () => {
      counts = {};
      records = [];
    },
    recorded: () => [...records],
    record: on => {
      recording = on;
    },
    stop: async () => {
      const closed = new Promise<void>(resolve => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}
