import { clusterMatcher, Upstream, upstreamOf } from '../../../upstreams';
import { nsOfDate } from '../../pure/instant';
import { LokiClient, LokiSeries } from './LokiClient';
import { Matcher, renderSelector } from './pure/selector';

/** Error lines of the pods of a cluster over time. */
export interface ErrorTrend {
  /** The end of each step: lines of the `stepSeconds` before it are counted. */
  at: Date[];
  stepSeconds: number;
  /** By `podKey`; a count for each of `at`. */
  counts: Map<string, number[]>;
}

const TIMEOUT_MS = 10_000;

/** How the counts of `ErrorLines` name a pod. */
export function podKey(namespace: string, pod: string): string {
  return `${namespace}/${pod}`;
}

/**
 * How many error lines the pods of a cluster write: one query for all of them,
 * for sparklines and alert rules. It is the only query that is not kept to the
 * pods of one service; its answer holds numbers alone, and who shows them
 * shows to a person only those of the pods of their service.
 *
 * A line is an error as Loki detected it when it came (`detected_level` is
 * error, critical or fatal). Where that is switched off nothing is counted.
 */
export class ErrorLines {
  readonly #upstreams: Upstream[];
  readonly #clients = new Map<Upstream, LokiClient>();
  readonly #clock: () => Date;

  constructor(options: { upstreams: Upstream[]; clock: () => Date }) {
    this.#upstreams = options.upstreams;
    this.#clock = options.clock;
  }

  /**
   * Error lines of the last seconds, by `podKey`; pods without one are absent.
   * Undefined: no Loki knows the cluster.
   *
   * @throws UpstreamError
   */
  async errorLines(
    cluster: string,
    { sinceSeconds }: { sinceSeconds: number },
  ): Promise<Map<string, number> | undefined> {
    const upstream = upstreamOf(this.#upstreams, cluster);
    if (!upstream) return undefined;
    const series = await this.#client(upstream).instant(
      errorQuery(upstream, cluster, sinceSeconds),
      nsOfDate(this.#clock()),
      AbortSignal.timeout(TIMEOUT_MS),
    );
    const counts = new Map<string, number>();
    for (const one of series) {
      counts.set(keyOf(upstream, one), one.values[0]?.[1] ?? 0);
    }
    return counts;
  }

  /**
   * The same in steps that are aligned in UTC, the newest one whole.
   * Undefined: no Loki knows the cluster.
   *
   * @throws UpstreamError
   */
  async errorTrend(
    cluster: string,
    query: { sinceSeconds: number; stepSeconds: number },
  ): Promise<ErrorTrend | undefined> {
    const upstream = upstreamOf(this.#upstreams, cluster);
    if (!upstream) return undefined;
    const step = Math.max(1, Math.round(query.stepSeconds));
    const steps = Math.max(1, Math.ceil(query.sinceSeconds / step));
    const endSeconds = Math.floor(this.#clock().getTime() / 1000 / step) * step;
    const startSeconds = endSeconds - (steps - 1) * step;
    const series = await this.#client(upstream).steps(
      errorQuery(upstream, cluster, step),
      { startSeconds, endSeconds, stepSeconds: step },
      AbortSignal.timeout(TIMEOUT_MS),
    );
    const counts = new Map<string, number[]>();
    for (const one of series) {
      const values = new Array<number>(steps).fill(0);
      for (const [at, value] of one.values) {
        const index = Math.round((at - startSeconds) / step);
        if (index >= 0 && index < steps) values[index] = value;
      }
      counts.set(keyOf(upstream, one), values);
    }
    return {
      at: Array.from(
        { length: steps },
        (_, index) => new Date((startSeconds + index * step) * 1000),
      ),
      stepSeconds: step,
      counts,
    };
  }

  #client(upstream: Upstream): LokiClient {
    let client = this.#clients.get(upstream);
    if (!client) {
      client = new LokiClient(upstream);
      this.#clients.set(upstream, client);
    }
    return client;
  }
}

function errorQuery(
  upstream: Upstream,
  cluster: string,
  rangeSeconds: number,
): string {
  const { namespace, pod } = upstream.labels;
  const matchers: Matcher[] = [
    { label: namespace, op: '=~', value: '.+' },
    { label: pod, op: '=~', value: '.+' },
  ];
  const of = clusterMatcher(upstream, cluster);
  if (of) matchers.unshift({ ...of, op: '=' });
  return `sum by (${namespace},${pod}) (count_over_time(${renderSelector(
    matchers,
  )} | detected_level=~"error|critical|fatal" [${Math.max(
    1,
    Math.round(rangeSeconds),
  )}s]))`;
}

function keyOf({ labels }: Upstream, series: LokiSeries): string {
  return podKey(
    series.labels[labels.namespace] ?? '',
    series.labels[labels.pod] ?? '',
  );
}
