import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** A cluster to hold against the contract. */
export interface ContractCluster {
  url: string;
  token?: string;
  /** Makes versions of the past unknown to new watches. */
  forget(): Promise<void>;
  stop(): Promise<void>;
}

export interface Answer {
  code: number;
  body: any;
}

export interface Watching {
  events: Array<{ type: string; object: any }>;
  /** Resolves with the first event that passes. */
  next(
    test: (event: { type: string; object: any }) => boolean,
  ): Promise<{ type: string; object: any }>;
  ended: Promise<void>;
  stop(): void;
}

const WAIT_MS = 40_000;

const TYPES: Record<string, string> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

/** Just enough of a client, with nothing in common with the product's. */
export class ContractClient {
  constructor(private readonly cluster: ContractCluster) {}

  private open(method: string, path: string, type?: string) {
    const { url, token } = this.cluster;
    const send = url.startsWith('https') ? httpsRequest : httpRequest;
    return send(`${url}${path}`, {
      method,
      // The certificate of a test cluster is its own.
      ...(url.startsWith('https') ? { rejectUnauthorized: false } : {}),
      headers: {
        'user-agent': 'contract/1',
        accept: 'application/json',
        ...(type ? { 'content-type': type } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
    });
  }

  call(
    method: string,
    path: string,
    body?: unknown,
    type = 'application/json',
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const request = this.open(method, path, text ? type : undefined);
      // Node sends a DELETE's body without it, and with no length.
      if (text) request.setHeader('content-length', Buffer.byteLength(text));
      request.on('error', reject);
      request.on('response', response => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', part => (answer += part));
        response.on('end', () => {
          let parsed: any = answer;
          if (/json/.test(response.headers['content-type'] ?? '')) {
            parsed = JSON.parse(answer);
          }
          resolve({ code: response.statusCode!, body: parsed });
        });
      });
      request.end(text);
    });
  }

  get(path: string) {
    return this.call('GET', path);
  }

  patch(kind: string, path: string, body: unknown) {
    return this.call('PATCH', path, body, TYPES[kind]);
  }

  watch(path: string): Watching {
    const events: Watching['events'] = [];
    let notify = () => {};
    const request = this.open('GET', path);
    const ended = new Promise<void>(resolve => {
      request.on('close', resolve);
      request.on('error', () => {});
    });
    request.on('response', response => {
      let rest = '';
      response.setEncoding('utf8');
      response.on('error', () => {});
      response.on('data', part => {
        const lines = (rest + part).split('\n');
        rest = lines.pop()!;
        for (const line of lines.filter(Boolean)) events.push(JSON.parse(line));
        notify();
      });
    });
    request.end();
    return {
      events,
      ended,
      stop: () => request.destroy(),
      next: test =>
        new Promise((resolve, reject) => {
          const timer = setTimeout(
            () =>
              reject(
                new Error(
                  `no such event; seen: ${events.map(e => e.type).join(' ')}`,
                ),
              ),
            WAIT_MS,
          );
          notify = () => {
            const found = events.find(test);
            if (!found) return;
            clearTimeout(timer);
            notify = () => {};
            resolve(found);
          };
          notify();
        }),
    };
  }

  /** Watches one object until it passes. */
  async until(
    collection: string,
    name: string,
    test: (object: any) => boolean,
  ): Promise<any> {
    const watching = this.watch(
      `${collection}?watch=true&fieldSelector=metadata.name%3D${name}`,
    );
    try {
      const { object } = await watching.next(
        e => e.type !== 'DELETED' && test(e.object),
      );
      return object;
    } finally {
      watching.stop();
    }
  }

  /** Watches until the object is gone. */
  async gone(collection: string, name: string): Promise<void> {
    const { code, body } = await this.get(`${collection}/${name}`);
    if (code === 404) return;
    // From the version just read: a deletion between the two is told as well.
    const watching = this.watch(
      `${collection}?watch=true&fieldSelector=metadata.name%3D${name}&resourceVersion=${body.metadata.resourceVersion}`,
    );
    try {
      await watching.next(e => e.type === 'DELETED');
    } finally {
      watching.stop();
    }
  }
}
