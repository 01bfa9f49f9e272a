import type { Config } from '@backstage/config';
import { upstreamOf } from '../upstreams';
import type { WorkloadReader } from '../workloads';
import { FallbackSource } from './FallbackSource';
import { PrometheusSource } from './prometheus/PrometheusSource';
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
}

/** @throws InputError that names the key of the configuration */
export function createMetrics(options: {
  config: Config;
  clusters: string[];
  workloads: WorkloadReader;
  feed: SampleFeed;
  clock: () => Date;
}): MetricsRoom {
  const { config, clusters, workloads, feed, clock } = options;
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
  return {
    metrics: new ServiceMetrics({
      raw: new RawQueries({ prometheusOf }),
      workloads,
      sourceOf: cluster => sources.get(cluster) ?? metricsApi,
    }),
    trends: new ServiceTrends({ workloads, sampler, clock }),
    sampler,
    prometheusOf,
  };
}
