import { serviceAlertsManagePermission } from '@vtasker/backstage-plugin-service-manager-common';
import { defineMethod } from './method';
import { openAlerts } from './openAlerts';
import { entityRefOf } from './serviceRef';

export const applyPrometheusRules = defineMethod<'applyPrometheusRules'>({
  eventId: 'prometheus-rules-apply',
  writes: true,
  meta: ({ params, body }) => ({
    entityRef: entityRefOf(params),
    ...(body.reason && { reason: body.reason }),
  }),
  async handle(context, { credentials, input }, addMeta) {
    const { subject } = await openAlerts(
      context,
      credentials,
      input.params,
      serviceAlertsManagePermission,
    );
    const { onBehalfOf } = await context.access.actor(credentials);
    const items = await context.alerts.applyPrometheusRules(
      subject,
      onBehalfOf,
    );
    addMeta({
      objects: items.map(
        ({ cluster, namespace, name, state }) =>
          `${cluster}/${namespace}/${name}: ${state}`,
      ),
    });
    return { items };
  },
});
