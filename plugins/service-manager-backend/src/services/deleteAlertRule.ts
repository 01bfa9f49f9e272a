import { serviceAlertsManagePermission } from '@vtasker/backstage-plugin-service-manager-common';
import { defineMethod } from './method';
import { openAlerts } from './openAlerts';
import { entityRefOf } from './serviceRef';

export const deleteAlertRule = defineMethod<'deleteAlertRule'>({
  eventId: 'alert-rule-delete',
  writes: true,
  meta: ({ params, body }) => ({
    entityRef: entityRefOf(params),
    ruleId: body.id,
  }),
  async handle(context, { credentials, input }) {
    const { subject } = await openAlerts(
      context,
      credentials,
      input.params,
      serviceAlertsManagePermission,
    );
    const removed = await context.alerts.deleteRule(
      subject,
      input.body.id,
      context.access.actorRef(credentials),
    );
    return { removed };
  },
});
