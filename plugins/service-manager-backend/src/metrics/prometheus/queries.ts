import type { MetricPanelId } from '@vtasker/backstage-plugin-service-manager-common';
import { PanelQuery, QueryBuilder, QueryOptions } from './QueryBuilder';

const QUANTILES = [
  ['p50', 0.5],
  ['p95', 0.95],
  ['p99', 0.99],
] as const;

/**
 * Wide enough for two scrapes even where one is missing, and never narrower
 * than the step, or what happens between two steps would not be seen.
 */
export function rateWindow(step: number, scrape: number): number {
  return Math.ceil(Math.max(step + scrape, 4 * scrape));
}

/** The queries of a panel; every selector in them holds our matchers. */
export function panelQueries(
  id: MetricPanelId,
  options: QueryOptions,
): PanelQuery[] {
  const build = new QueryBuilder(options);
  const value = (promql: string): PanelQuery => ({
    promql,
    role: 'value',
    name: options.by === 'pod' ? undefined : 'All pods',
  });
  switch (id) {
    case 'cpu':
      return [value(build.cpu()), ...build.resources('cpu')];
    case 'memory':
      return [value(build.memory()), ...build.resources('memory')];
    case 'throttling':
      return [value(build.throttling())];
    case 'network-receive':
      return [value(build.network('receive'))];
    case 'network-transmit':
      return [value(build.network('transmit'))];
    case 'disk-read':
      return [value(build.disk('reads'))];
    case 'disk-write':
      return [value(build.disk('writes'))];
    case 'requests':
      return [value(build.requests())];
    case 'errors':
      return [value(build.errors())];
    case 'latency':
      return options.by === 'pod'
        ? [value(build.latency(0.95))]
        : QUANTILES.map(([name, quantile]) => ({
            ...value(build.latency(quantile)),
            name,
          }));
    case 'replicas':
      return build.replicas();
    case 'restarts':
      return [value(build.restarts())];
    default:
      return [];
  }
}
