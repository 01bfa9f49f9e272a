import { parser } from '@grafana/lezer-logql';
import { LokiEndpoint, startLoki } from '@internal/testbed';
import type { LogLine } from '@vtasker/backstage-plugin-service-manager-common';
import { createFilter, GivenFilters } from '../pure/filter';
import { decodeCursor } from '../pure/position';
import type { LokiLogSource } from '../sources/loki';
import { FakeWorkloads } from './FakeWorkloads';
import { LokiProxy } from './LokiProxy';
import { lokiScope, lokiSource, lokiUpstream } from './lokiSource';

export const SECOND = 1_000_000_000n;
let services = 0;

/** A real Loki behind a proxy that writes down what reaches it. */
export class RealLoki {
  readonly loki: LokiEndpoint;
  readonly proxy: LokiProxy;
  readonly #sources: LokiLogSource[] = [];
  /** Each service has a namespace of its own; here the matchers of all. */
  readonly #scopes: string[] = [];

  static async start(): Promise<RealLoki> {
    const loki = await startLoki();
    return new RealLoki(loki, await LokiProxy.start(loki.url));
  }

  private constructor(loki: LokiEndpoint, proxy: LokiProxy) {
    this.loki = loki;
    this.proxy = proxy;
  }

  /** After each test. */
  clear(): void {
    for (const source of this.#sources.splice(0)) source.stop();
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.loki.stop();
  }

  /** A service with a log of numbered lines. */
  service(
    options: Partial<Parameters<typeof lokiSource>[0]> = {},
    pods = ['web-5d8f7c6b9b-x2k4p', 'web-5d8f7c6b9b-q7w8z'],
    /** Of the workload web-api beside it. */
    foreign: string[] = [],
  ) {
    const { loki } = this;
    const namespace = `shop-${process.pid}-${services++}`;
    const workloads = new FakeWorkloads([
      { namespace, name: 'web', pods },
      ...(foreign.length
        ? [{ namespace, name: 'web-api', pods: foreign }]
        : []),
    ]);
    const again = () => {
      const source = lokiSource({
        upstreams: [lokiUpstream(this.proxy.url)],
        workloads,
        ...options,
      });
      this.#sources.push(source);
      return source;
    };
    const source = again();
    this.#scopes.push(`namespace="${namespace}",pod=~"`);
    const scope = lokiScope('web');
    let number = 0;
    let ns = BigInt(Date.now()) * 1_000_000n;
    return {
      namespace,
      scope,
      source,
      /** The same log as another replica of the backend has it. */
      again,
      workloads,
      pods,
      get written() {
        return number;
      },
      /** Lines that are numbered through, of all pods in turn. */
      async write(count: number, at?: (index: number) => bigint) {
        const first = number;
        const now = BigInt(Date.now()) * 1_000_000n;
        if (now > ns) ns = now;
        const byPod = new Map<string, any[]>();
        for (let i = 0; i < count; i++) {
          const pod = pods[number % pods.length];
          const lines = byPod.get(pod) ?? [];
          byPod.set(pod, lines);
          lines.push({
            line: `level=info n=${number}`,
            timeNanos: at ? at(number - first) : ns++,
          });
          number++;
        }
        for (const [pod, lines] of byPod) {
          await loki.pushPod({ namespace, pod, container: 'web' }, lines);
        }
      },
      async writeTo(pod: string, lines: Array<{ line: string; ns: bigint }>) {
        await loki.pushPod(
          { namespace, pod, container: 'web' },
          lines.map(({ line, ns: timeNanos }) => ({ line, timeNanos })),
        );
      },
      async written_(count = number) {
        await loki.waitForLines(`{namespace="${namespace}"}`, count);
      },
      page(
        query: GivenFilters & {
          before?: string;
          after?: string;
          limit?: number;
          from?: bigint;
          until?: bigint;
        } = {},
      ) {
        const { before, after, limit = 500, from, until, ...given } = query;
        return source.page(scope, {
          filter: createFilter(given),
          limit,
          from,
          until,
          before: before
            ? decodeCursor(scope.entityRef, 'query.before', before)
            : undefined,
          after: after
            ? decodeCursor(scope.entityRef, 'query.after', after)
            : undefined,
        });
      },
    };
  }

  /** Queries that reached Loki so far, and those without our matchers. */
  queries(): { all: number; unscoped: string[] } {
    const unscoped = this.proxy.queries.filter(({ query }) => {
      const selectors: string[] = [];
      let wrong = false;
      parser.parse(query).iterate({
        enter: ({ name, type, from, to }) => {
          wrong ||= type.isError;
          if (name === 'Selector') selectors.push(query.slice(from, to));
        },
      });
      return (
        wrong ||
        selectors.length === 0 ||
        selectors.some(
          selector =>
            !this.#scopes.some(scope => selector.startsWith(`{${scope}`)),
        )
      );
    });
    return {
      all: this.proxy.queries.length,
      unscoped: unscoped.map(({ path, query }) => `${path} ${query}`),
    };
  }
}

export function numberOf({ text }: { text: string }): number {
  return Number(/ n=(\d+)/.exec(text)?.[1]);
}

export function linesOf(records: Array<{ type: string }>): LogLine[] {
  return records.filter(({ type }) => type === 'line') as LogLine[];
}

/** Each once, none missing. */
export function expectAll(lines: Array<{ text: string }>, count: number) {
  const numbers = lines.map(numberOf).sort((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: count }, (_, i) => i));
}

export async function everyPage(
  test: ReturnType<RealLoki['service']>,
  limit: number,
  query: GivenFilters = {},
) {
  const lines: LogLine[] = [];
  let before: string | undefined;
  let pages = 0;
  do {
    const page = await test.page({ ...query, before, limit });
    lines.unshift(...linesOf(page.records));
    before = page.olderCursor;
    expect(pages++).toBeLessThan(400);
  } while (before);
  return lines;
}
