import type { MetricPanelId, MetricUnit } from './metrics';

/**
 * What each panel of metrics is called, and what it measures; in the order in
 * which they are shown.
 *
 * @public
 */
export const metricPanelFacts: Record<
  MetricPanelId,
  { title: string; unit: MetricUnit }
> = {
  cpu: { title: 'CPU', unit: 'cores' },
  memory: { title: 'Memory', unit: 'bytes' },
  throttling: { title: 'CPU throttling', unit: 'ratio' },
  'network-receive': { title: 'Network in', unit: 'bytes-per-second' },
  'network-transmit': { title: 'Network out', unit: 'bytes-per-second' },
  'disk-read': { title: 'Disk reads', unit: 'bytes-per-second' },
  'disk-write': { title: 'Disk writes', unit: 'bytes-per-second' },
  requests: { title: 'Requests', unit: 'per-second' },
  errors: { title: 'Failed requests', unit: 'ratio' },
  latency: { title: 'Response time', unit: 'seconds' },
  replicas: { title: 'Replicas', unit: 'count' },
  restarts: { title: 'Restarts', unit: 'count' },
};
