import type { Target, WorkloadReader } from '../../workloads';
import { podPattern } from '../../metrics';
import type { ErrorLogReader, Reading } from '../types';

/**
 * Lines of level error or fatal of a whole cluster, by `namespace/pod`;
 * undefined where nobody counts them.
 */
export type CountErrorLines = (
  cluster: string,
  options: { sinceSeconds: number },
) => Promise<Map<string, number> | undefined>;

export interface ErrorLogCountsOptions {
  count: CountErrorLines;
  workloads: Pick<WorkloadReader, 'select'>;
  /** Milliseconds that only go forward. Default: the process's. */
  watch?: () => number;
}

/** Long enough to smooth what comes in bursts. */
const WINDOW_SECONDS = 300;
/** One question a cluster serves all its services. */
const TTL_MS = 15_000;

/** The rate of error lines of services, from counts of whole clusters. */
export class ErrorLogCounts implements ErrorLogReader {
  readonly #options: ErrorLogCountsOptions;
  readonly #watch: () => number;
  readonly #asked = new Map<
    string,
    { at: number; counts: ReturnType<CountErrorLines> }
  >();

  constructor(options: ErrorLogCountsOptions) {
    this.#options = options;
    this.#watch = options.watch ?? (() => performance.now());
  }

  /** @throws UpstreamError */
  async perMinute({ target }: { target: Target }): Promise<Reading> {
    const workloads = this.#options.workloads.select(target);
    if (!workloads.length) {
      return { problem: 'The service shows no workloads.' };
    }
    let lines = 0;
    for (const cluster of new Set(workloads.map(one => one.cluster))) {
      const counts = await this.#counts(cluster);
      if (!counts) {
        return { problem: `No Loki counts the error lines of ${cluster}.` };
      }
      const patterns = workloads
        .filter(one => one.cluster === cluster)
        .map(one => ({
          namespace: one.workload.metadata.namespace,
          pods: new RegExp(`^(?:${podPattern(one)})$`),
        }));
      for (const [key, count] of counts) {
        const slash = key.indexOf('/');
        const namespace = key.slice(0, slash);
        const pod = key.slice(slash + 1);
        // Also of pods that are gone: what they wrote was written.
        const ours = patterns.some(
          one => one.namespace === namespace && one.pods.test(pod),
        );
        if (ours) lines += count;
      }
    }
    return { value: lines / (WINDOW_SECONDS / 60) };
  }

  #counts(cluster: string): ReturnType<CountErrorLines> {
    const now = this.#watch();
    const known = this.#asked.get(cluster);
    if (known && now - known.at < TTL_MS) return known.counts;
    const counts = this.#options.count(cluster, {
      sinceSeconds: WINDOW_SECONDS,
    });
    this.#asked.set(cluster, { at: now, counts });
    counts.catch(() => this.#asked.delete(cluster));
    return counts;
  }
}
