import type {
  MetricQueryResult,
  Metrics,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { ServiceManagerApi } from '../api';

/** The time that is asked for, and how many values a line may have. */
export interface MetricsTime {
  /** ISO 8601. As far as values are held when absent, an hour at most. */
  from?: string;
  /** Now when absent. */
  until?: string;
  points: number;
}

/** What the tab asks of the backend about one service's metrics. */
export interface MetricsApi {
  metrics(
    request: MetricsTime & { by: 'service' | 'pod'; panels?: string },
    signal: AbortSignal,
  ): Promise<Metrics>;
  query(
    request: MetricsTime & { query: string },
    signal: AbortSignal,
  ): Promise<MetricQueryResult>;
}

/** The backend's routes for the entity of a page. */
export function metricsApiOf(
  api: ServiceManagerApi,
  params: { namespace: string; kind: string; name: string },
): MetricsApi {
  return {
    metrics: (query, signal) =>
      api.call('getMetrics', { params, query }, { signal }),
    query: (query, signal) =>
      api.call('queryMetrics', { params, query }, { signal }),
  };
}
