import { UpstreamError } from '../upstreams';

/** How often the logs are asked, whoever looks. */
const KEPT_MS = 60_000;
const SINCE_SECONDS = 30 * 60;

/**
 * Lines of level error or fatal that the pods of a cluster wrote, by
 * `namespace/pod`; undefined where nobody counts them.
 *
 * @throws UpstreamError
 */
export type CountErrorLines = (
  cluster: string,
  options: { sinceSeconds: number },
) => Promise<Map<string, number> | undefined>;

/** What the logs told of one cluster. */
export interface ErrorCount {
  counts?: Map<string, number>;
  /** Why there are none. */
  notice?: string;
}

/** Error lines of whole clusters: one question a minute, whatever the services. */
export class ErrorCounts {
  private readonly count?: CountErrorLines;
  private readonly clock: () => Date;
  private readonly known = new Map<
    string,
    { at: number; answer: Promise<ErrorCount> }
  >();

  constructor(options: { count?: CountErrorLines; clock: () => Date }) {
    this.count = options.count;
    this.clock = options.clock;
  }

  of(cluster: string): Promise<ErrorCount> {
    const now = this.clock().getTime();
    const known = this.known.get(cluster);
    if (known && now - known.at < KEPT_MS) return known.answer;
    const answer = this.ask(cluster);
    this.known.set(cluster, { at: now, answer });
    return answer;
  }

  private async ask(cluster: string): Promise<ErrorCount> {
    try {
      const counts = await this.count?.(cluster, {
        sinceSeconds: SINCE_SECONDS,
      });
      return counts
        ? { counts }
        : { notice: `No Loki counts the error lines of ${cluster}.` };
    } catch (error) {
      if (error instanceof UpstreamError) return { notice: error.message };
      throw error;
    }
  }
}
