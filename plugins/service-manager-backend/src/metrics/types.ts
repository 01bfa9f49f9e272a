import type {
  MetricPanel,
  MetricPanelId,
  MetricSeries,
  Metrics,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { Target, WorkloadSnapshot } from '../workloads';
import type { Grid } from './pure/grid';

/** Of which service; the entity is the key of everything. */
export interface MetricScope {
  entityRef: string;
  /** Absent: the entity names no workloads. */
  target?: Target;
}

/** The workloads of a service in one cluster. */
export interface Place {
  cluster: string;
  workloads: WorkloadSnapshot[];
}

export interface MetricRequest {
  grid: Grid;
  by: 'service' | 'pod';
  panels: MetricPanelId[];
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal;
}

/** What a source says of one panel in one cluster. */
export interface PanelPart {
  series: MetricSeries[];
  empty?: MetricPanel['empty'];
  queries?: string[];
  warnings?: string[];
}

export interface SourceAnswer {
  /** Which source it was in the end. */
  kind: MetricSource['kind'];
  /** Why this source, in a sentence. */
  why: string;
  panels: Map<MetricPanelId, PanelPart>;
  /** The values begin only here; absent: the whole range is kept. */
  coveredFrom?: Date;
  notices: string[];
}

/** Something that knows values over time: the metrics API, Prometheus. */
export interface MetricSource {
  readonly kind: Exclude<Metrics['source'], 'none'>;
  /** The time between two measurements, in seconds; a finer grid is idle. */
  measuredEvery(cluster: string): number;
  /**
   * Since when values are held, where that is not for as long as anybody asks;
   * now where there are none yet.
   */
  heldSince?(cluster: string): Date;
  /** The range may be long, the service large: one place at a time. */
  read(place: Place, request: MetricRequest): Promise<SourceAnswer>;
  /** The value now, summed over the place; undefined when it is not known. */
  latest(place: Place, panel: MetricPanelId): Promise<number | undefined>;
}
