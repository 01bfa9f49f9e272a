import { Upstream, UpstreamClient } from '../../upstreams';
import { endOf, Grid } from '../pure/grid';
import { dataOf, GridSeries, numberOf, ontoGrid } from './matrix';

/** More series than this are no answer for people; so says the query itself. */
const MOST_SERIES = 1_000;

export interface RangeAnswer {
  series: GridSeries[];
  /** Warnings and infos, in Prometheus' words. */
  warnings: string[];
}

/**
 * As much of Prometheus' HTTP API as is used here. Knows nothing of scopes:
 * whoever asks has put the matchers in.
 */
export class PrometheusClient {
  readonly upstream: Upstream;
  private readonly http: UpstreamClient;

  constructor(upstream: Upstream) {
    this.upstream = upstream;
    this.http = new UpstreamClient(upstream);
  }

  /** @throws UpstreamError */
  async queryRange(
    query: string,
    grid: Grid,
    signal?: AbortSignal,
  ): Promise<RangeAnswer> {
    const { data, warnings } = await this.ask(
      'query_range',
      {
        query,
        start: String(grid.start),
        end: String(endOf(grid)),
        step: String(grid.step),
        timeout: this.timeout(),
        limit: String(MOST_SERIES),
      },
      signal,
    );
    return { series: ontoGrid(grid, data.result ?? []), warnings };
  }

  /** The values now, by their labels. @throws UpstreamError */
  async query(
    query: string,
    at: Date,
    signal?: AbortSignal,
  ): Promise<Array<{ labels: Record<string, string>; value: number | null }>> {
    const { data } = await this.ask(
      'query',
      {
        query,
        time: String(at.getTime() / 1000),
        timeout: this.timeout(),
      },
      signal,
    );
    if (data.resultType === 'scalar') {
      return [{ labels: {}, value: numberOf(data.result[1]) }];
    }
    return (data.result ?? []).map(
      (one: { metric: Record<string, string>; value: [number, string] }) => ({
        labels: one.metric,
        value: numberOf(one.value[1]),
      }),
    );
  }

  /** The label sets that a selector has in a range. @throws UpstreamError */
  async series(
    match: string,
    range: { from: number; until: number },
    signal?: AbortSignal,
  ): Promise<Array<Record<string, string>>> {
    const { data } = await this.ask(
      'series',
      {
        'match[]': match,
        start: String(range.from),
        end: String(range.until),
        limit: String(MOST_SERIES),
      },
      signal,
    );
    return data;
  }

  private async ask(
    path: string,
    form: Record<string, string>,
    signal?: AbortSignal,
  ) {
    const answer = await this.http.json({
      path: `/api/v1/${path}`,
      form,
      signal,
    });
    return dataOf(answer, this.upstream.name);
  }

  /** It gives up a little earlier than we do, and then says so. */
  private timeout(): string {
    return `${Math.ceil(this.upstream.timeoutMs * 0.9)}ms`;
  }
}
