import type {
  MetricPanelId,
  MetricQueryResult,
  Metrics,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { WorkloadReader, WorkloadSnapshot } from '../workloads';
import { combine, PlacedPart } from './pure/combine';
import { gridFields, gridOf } from './pure/grid';
import type { RawQueries } from './RawQueries';
import type { MetricScope, MetricSource, Place, SourceAnswer } from './types';

/** What is asked about a service. */
export interface MetricsQuestion {
  /** Seconds since 1970. */
  from: number;
  until: number;
  points: number;
  by: 'service' | 'pod';
  panels: MetricPanelId[];
  /** For those who may write queries themselves. */
  showQueries: boolean;
  /** Aborted when the viewer has gone. */
  signal?: AbortSignal;
}

interface Answered {
  place: Place;
  answer: SourceAnswer;
}

/**
 * Values of services over time. Knows which source knows which cluster, and
 * nothing of what a source is.
 */
export class ServiceMetrics {
  private readonly workloads: WorkloadReader;
  private readonly sourceOf: (cluster: string) => MetricSource;
  private readonly raw: RawQueries;

  constructor(options: {
    raw: RawQueries;
    workloads: WorkloadReader;
    sourceOf: (cluster: string) => MetricSource;
  }) {
    this.workloads = options.workloads;
    this.raw = options.raw;
    this.sourceOf = options.sourceOf;
  }

  /**
   * Since when values of a service are held; undefined where that is for as
   * long as anybody asks.
   */
  heldSince(scope: MetricScope): Date | undefined {
    const all = this.places(scope).map(({ cluster }) =>
      this.sourceOf(cluster).heldSince?.(cluster),
    );
    const known = all.filter(date => date !== undefined);
    if (!known.length || known.length < all.length) return undefined;
    return new Date(Math.min(...known.map(Number)));
  }

  /** All but the markers, which do not come from a source. */
  async read(
    scope: MetricScope,
    question: MetricsQuestion,
  ): Promise<Omit<Metrics, 'markers'> & { snapshots: WorkloadSnapshot[] }> {
    const places = this.places(scope);
    const every = places.map(({ cluster }) =>
      this.sourceOf(cluster).measuredEvery(cluster),
    );
    const grid = gridOf(question, question.points, Math.max(1, ...every));
    const answers = await Promise.all(
      places.map(async (place): Promise<Answered> => {
        const source = this.sourceOf(place.cluster);
        const answer = await source.read(place, { ...question, grid });
        return { place, answer };
      }),
    );
    return {
      source: sourceKind(answers),
      why:
        unique(answers.map(({ answer }) => answer.why)).join(' ') ||
        'No workload of the service is seen in a cluster.',
      ...gridFields(grid),
      coveredFrom: latestOf(answers.map(({ answer }) => answer.coveredFrom)),
      panels: question.panels.map(id =>
        combine(id, partsOf(id, answers), {
          grid,
          by: question.by,
          showQueries: question.showQueries,
        }),
      ),
      notices: unique(answers.flatMap(({ answer }) => answer.notices)),
      snapshots: places.flatMap(({ workloads }) => workloads),
    };
  }

  /**
   * A query of PromQL of a person's own, kept to the pods of the service.
   *
   * @throws ServiceManagerError that names the field
   */
  async query(
    scope: MetricScope,
    question: Parameters<RawQueries['run']>[1],
  ): Promise<MetricQueryResult> {
    return this.raw.run(this.places(scope), question);
  }

  /**
   * The value of a panel now, summed over the service; undefined when it is
   * not known. Of the response time it is that of 95 requests in 100, of
   * replicas the ready ones.
   */
  async latest(
    scope: MetricScope,
    panel: MetricPanelId,
  ): Promise<number | undefined> {
    const values = await Promise.all(
      this.places(scope).map(place =>
        this.sourceOf(place.cluster).latest(place, panel),
      ),
    );
    const known = values.filter(value => value !== undefined);
    // A part of the sum would be a wrong value.
    if (!known.length || known.length < values.length) return undefined;
    return panel === 'latency' || panel === 'errors' || panel === 'throttling'
      ? Math.max(...known)
      : known.reduce((sum, value) => sum + value, 0);
  }

  private places({ target }: MetricScope): Place[] {
    const byCluster = new Map<string, WorkloadSnapshot[]>();
    for (const snapshot of target ? this.workloads.select(target) : []) {
      const known = byCluster.get(snapshot.cluster);
      if (known) known.push(snapshot);
      else byCluster.set(snapshot.cluster, [snapshot]);
    }
    return [...byCluster].map(([cluster, workloads]) => ({
      cluster,
      workloads,
    }));
  }
}

function partsOf(id: MetricPanelId, answers: Answered[]): PlacedPart[] {
  return answers.map(({ place, answer }) => ({
    place,
    part: answer.panels.get(id) ?? { series: [] },
  }));
}

function sourceKind(answers: Answered[]): Metrics['source'] {
  const kinds = answers.map(({ answer }) => answer.kind);
  if (kinds.includes('prometheus')) return 'prometheus';
  return kinds[0] ?? 'none';
}

function unique(words: string[]): string[] {
  return [...new Set(words)];
}

function latestOf(dates: Array<Date | undefined>): string | undefined {
  const known = dates.filter(date => date !== undefined);
  return known.length
    ? new Date(Math.max(...known.map(Number))).toISOString()
    : undefined;
}
