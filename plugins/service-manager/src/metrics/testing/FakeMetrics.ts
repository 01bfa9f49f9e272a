import type {
  MetricQueryResult,
  Metrics,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { MetricsApi } from '../metricsApi';
import { someMetrics } from './metrics';

type MetricsRequest = Parameters<MetricsApi['metrics']>[0];
type QueryRequest = Parameters<MetricsApi['query']>[0];

/** What the backend answers about metrics, as a test says. */
export class FakeMetrics implements MetricsApi {
  readonly asked: MetricsRequest[] = [];
  readonly queries: QueryRequest[] = [];
  onMetrics: (request: MetricsRequest) => Metrics | Promise<Metrics> = () =>
    someMetrics();
  onQuery: (
    request: QueryRequest,
  ) => MetricQueryResult | Promise<MetricQueryResult> = () =>
    Promise.reject(new Error('no query was expected'));

  metrics = async (request: MetricsRequest) => {
    this.asked.push(request);
    return this.onMetrics(request);
  };

  query = async (request: QueryRequest) => {
    this.queries.push(request);
    return this.onQuery(request);
  };
}
