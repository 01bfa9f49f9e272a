import {
  metricPanelFacts,
  type MetricPanelId,
} from '@vtasker/backstage-plugin-service-manager-common';

export { metricPanelFacts };

/** All of them, in the order of the tab. */
export const metricPanels = Object.keys(metricPanelFacts) as MetricPanelId[];
