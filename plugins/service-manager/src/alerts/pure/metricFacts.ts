import type {
  MetricPanelId,
  MetricUnit,
} from '@vtasker/backstage-plugin-service-manager-common';

/** What the panels of the Metrics tab are called, and what they measure. */
export const metricFacts: Record<
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

/** All of them, in the order of the tab. */
export const metricPanels = Object.keys(metricFacts) as MetricPanelId[];
