import {
  errorCodes,
  MetricPanelId,
  metricPanelIdSchema,
  MetricUnit,
} from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../../errors';

/** What is said of each panel whatever its source. */
export const panelInfo: Record<
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

/** @throws ServiceManagerError INVALID_FIELD */
export function parsePanels(commas: string | undefined): MetricPanelId[] {
  const all = metricPanelIdSchema.options;
  const names = commas
    ?.split(',')
    .map(name => name.trim())
    .filter(Boolean);
  if (!names?.length) return all;
  for (const name of names) {
    if (!metricPanelIdSchema.safeParse(name).success) {
      throw new ServiceManagerError(
        400,
        errorCodes.invalidField,
        `${JSON.stringify(name)} is not a panel.`,
        { field: 'query.panels', nextStep: `Use some of ${all.join(', ')}.` },
      );
    }
  }
  return all.filter(name => names.includes(name));
}
