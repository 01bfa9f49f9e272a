import { serviceMetricsReadPermission } from '@vtasker/backstage-plugin-service-manager-common';
import { defineMethod } from './method';
import { openAlerts } from './openAlerts';
import { entityRefOf } from './serviceRef';

export const listPrometheusRules = defineMethod<'listPrometheusRules'>({
  eventId: 'prometheus-rules-fetch',
  meta: ({ params }) => ({ entityRef: entityRefOf(params) }),
  async handle(context, { credentials, input }) {
    const { subject } = await openAlerts(
      context,
      credentials,
      input.params,
      serviceMetricsReadPermission,
    );
    return { items: await context.alerts.prometheusRules(subject) };
  },
});
