import {
  errorCodes,
  MetricPanelId,
  metricPanelIdSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../../errors';

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
