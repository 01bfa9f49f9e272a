import type {
  MetricPanelId,
  MetricSeries,
} from '@vtasker/backstage-plugin-service-manager-common';
import { SharedAnswers, UpstreamError } from '../../upstreams';
import { Grid } from '../pure/grid';
import { resourceLines } from '../pure/lines';
import { hasValue } from '../pure/values';
import type {
  MetricRequest,
  MetricSource,
  PanelPart,
  Place,
  SourceAnswer,
} from '../types';
import { whyEmpty } from './emptyWords';
import { PrometheusClient, RangeAnswer } from './PrometheusClient';
import { panelQueries, rateWindow } from './queries';
import type { PanelQuery } from './QueryBuilder';
import { scopesOf } from './scope';
import type { PrometheusSettings } from './settings';

/** How long viewers of one service share an answer. */
const KEPT_MS = 5_000;
/** The resources of a Prometheus belong to others as well. */
const AT_ONCE = 6;
/** Of these nothing gets better with another query. */
const BROKEN = ['unreachable', 'refused', 'not-it', 'absent'];

/** Values from one Prometheus. */
export class PrometheusSource implements MetricSource {
  readonly kind = 'prometheus';
  readonly settings: PrometheusSettings;
  readonly client: PrometheusClient;
  private readonly clock: () => Date;
  private readonly answers = new SharedAnswers<RangeAnswer>({
    max: 500,
    keepMs: KEPT_MS,
  });

  constructor(options: { settings: PrometheusSettings; clock: () => Date }) {
    this.settings = options.settings;
    this.client = new PrometheusClient(options.settings.upstream);
    this.clock = options.clock;
  }

  measuredEvery(): number {
    return this.settings.scrapeSeconds;
  }

  /** @throws UpstreamError when no panel could be answered. */
  async read(place: Place, request: MetricRequest): Promise<SourceAnswer> {
    const { grid, by, signal } = request;
    const { upstream, names, scrapeSeconds } = this.settings;
    const options = {
      upstream,
      names,
      scopes: scopesOf(upstream, place),
      by,
      window: rateWindow(grid.step, scrapeSeconds),
    };
    const all = request.panels.map(id => ({
      id,
      queries: panelQueries(id, options),
    }));
    const outcomes = await inTurn(
      all.flatMap(({ queries }) => queries.map(({ promql }) => promql)),
      promql => this.range(promql, grid, signal),
    );
    const failures = [...outcomes.values()].filter(
      outcome => outcome instanceof UpstreamError,
    );
    if (failures.length && failures.length === outcomes.size) {
      throw failures[0];
    }
    return {
      kind: this.kind,
      why: `${upstream.name} is the Prometheus of ${place.cluster}.`,
      panels: new Map(
        all.map(({ id, queries }) => [
          id,
          this.part(id, queries, outcomes, place, request),
        ]),
      ),
      notices: [],
    };
  }

  async latest(
    place: Place,
    panel: MetricPanelId,
  ): Promise<number | undefined> {
    const { upstream, names, scrapeSeconds } = this.settings;
    const queries = panelQueries(panel, {
      upstream,
      names,
      scopes: scopesOf(upstream, place),
      by: 'service',
      window: rateWindow(scrapeSeconds, scrapeSeconds),
    }).filter(({ role }) => role === 'value');
    const query = queries.find(({ name }) => name === 'p95') ?? queries[0];
    if (!query) return undefined;
    const [found] = await this.client.query(query.promql, this.clock());
    return found?.value ?? undefined;
  }

  private part(
    id: MetricPanelId,
    queries: PanelQuery[],
    outcomes: Map<string, RangeAnswer | UpstreamError>,
    place: Place,
    { grid, by }: MetricRequest,
  ): PanelPart {
    const series: MetricSeries[] = [];
    const warnings: string[] = [];
    let failed: UpstreamError | undefined;
    for (const query of queries) {
      const outcome = outcomes.get(query.promql)!;
      if (outcome instanceof UpstreamError) {
        failed ??= outcome;
        warnings.push(outcome.message);
        continue;
      }
      warnings.push(...outcome.warnings);
      series.push(...this.named(query, outcome));
    }
    const measured = series.filter(
      one => hasValue(one.values) && holds(one, place, id, by, grid),
    );
    const part = { queries: queries.map(({ promql }) => promql), warnings };
    if (measured.some(({ role }) => role === 'value')) {
      return { ...part, series: measured };
    }
    return {
      ...part,
      series: [],
      empty: failed
        ? {
            why: failed.message,
            nextStep: failed.passing
              ? 'Try again in a moment.'
              : 'Ask for a shorter range.',
          }
        : whyEmpty(id, place, this.settings),
    };
  }

  private named(query: PanelQuery, answer: RangeAnswer): MetricSeries[] {
    const { pod: label } = this.settings.upstream.labels;
    return answer.series
      .map(({ labels, values }): MetricSeries => {
        const { name, role } = query;
        return name === undefined
          ? { name: labels[label] ?? '', pod: labels[label], role, values }
          : { name, role, values };
      })
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  private range(
    promql: string,
    grid: Grid,
    gone?: AbortSignal,
  ): Promise<RangeAnswer> {
    return this.answers.get(
      JSON.stringify([promql, grid]),
      signal => this.client.queryRange(promql, grid, signal),
      gone,
    );
  }
}

/** A sum of limits is none where a pod has no limit at all. */
function holds(
  { role }: MetricSeries,
  place: Place,
  id: MetricPanelId,
  by: 'service' | 'pod',
  grid: Grid,
): boolean {
  if (role !== 'limit' || (id !== 'cpu' && id !== 'memory')) return true;
  if (!place.workloads.some(({ pods }) => pods.length)) return true;
  return resourceLines(place, id, by, { ...grid, steps: 0 }).some(
    line => line.role === 'limit',
  );
}

/**
 * Asks a few at a time. What fails stands in the place of its answer, but for
 * what makes every other question idle.
 *
 * @throws UpstreamError
 */
async function inTurn(
  queries: string[],
  ask: (promql: string) => Promise<RangeAnswer>,
): Promise<Map<string, RangeAnswer | UpstreamError>> {
  const waiting = [...new Set(queries)];
  const result = new Map<string, RangeAnswer | UpstreamError>();
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        result.set(next, await ask(next));
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        if (BROKEN.includes(error.kind)) {
          waiting.length = 0;
          throw error;
        }
        result.set(next, error);
      }
    }
  };
  const ended = await Promise.allSettled(
    Array.from({ length: AT_ONCE }, worker),
  );
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return result;
}
