import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';
import { upstreamOf } from '../upstreams';
import type { WorkloadReader } from '../workloads';
import { CountErrorLines, ErrorCounts } from './ErrorCounts';
import { FallbackSource } from './FallbackSource';
import { PrometheusSource } from './prometheus/PrometheusSource';
import { PrometheusUsage } from './prometheus/PrometheusUsage';
import { readPrometheus } from './prometheus/settings';
import { RawQueries } from './RawQueries';
import { MetricsApiSource } from './samples/MetricsApiSource';
import type { SampleFeed } from './samples/owners';
import { Sampler } from './samples/Sampler';
import { ServiceMetrics } from './ServiceMetrics';
import { ServiceTrends } from './Trends';
import type { MetricSource } from './types';

/** All that the other rooms need of this one. */
export interface MetricsRoom {
  metrics: ServiceMetrics;
  trends: ServiceTrends;
  sampler: Sampler;
  /** The Prometheus of a cluster, where one is configured. */
  prometheusOf(cluster: string): PrometheusSource | undefined;
  usage: PrometheusUsage;
  start(): void;
  stop(): void;
}

/** @throws InputError that names the key of the configuration */
export function createMetrics(options: {
  config: Config;
  clusters: string[];
  workloads: WorkloadReader;
  feed: SampleFeed;
  clock: () => Date;
  logger: LoggerService;
  /** Of the logs room, where it counts them. */
  countErrorLines?: CountErrorLines;
}): MetricsRoom {
  const { config, clusters, workloads, feed, clock, logger } = options;
  const sampler = new Sampler({ feed, clusters, clock });
  const metricsApi = new MetricsApiSource({ sampler, clock });
  const all = readPrometheus(config, clusters).map(
    settings => new PrometheusSource({ settings, clock }),
  );
  const chosen = new Map<string, PrometheusSource>();
  const sources = new Map<string, MetricSource>();
  for (const cluster of clusters) {
    const upstream = upstreamOf(
      all.map(({ settings }) => settings.upstream),
      cluster,
    );
    const first = all.find(({ settings }) => settings.upstream === upstream);
    if (!first) continue;
    chosen.set(cluster, first);
    sources.set(
      cluster,
      new FallbackSource({ first, second: metricsApi, clock }),
    );
  }
  const prometheusOf = (cluster: string) => chosen.get(cluster);
  const usage = new PrometheusUsage({
    sampler,
    sources: chosen,
    namespacesOf: cluster => [
      ...new Set(
        feed.dump(cluster, 'Pod').map(({ metadata }) => metadata.namespace),
      ),
    ],
    clock,
    logger,
  });
  return {
    metrics: new ServiceMetrics({
      raw: new RawQueries({ prometheusOf }),
      workloads,
      sourceOf: cluster => sources.get(cluster) ?? metricsApi,
    }),
    trends: new ServiceTrends({
      workloads,
      sampler,
      errorCounts: new ErrorCounts({ count: options.countErrorLines, clock }),
      clusters,
      clock,
    }),
    sampler,
    prometheusOf,
    usage,
    start() {
      sampler.start();
      usage.start();
    },
    stop() {
      sampler.stop();
      usage.stop();
    },
  };
}
