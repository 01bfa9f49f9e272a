import { serviceAlertsManagePermission } from '@vtasker/backstage-plugin-service-manager-common';
import { defineMethod } from './method';
import { openAlerts } from './openAlerts';
import { entityRefOf } from './serviceRef';

export const restoreAlertRule = defineMethod<'restoreAlertRule'>({
  eventId: 'alert-rule-restore',
  writes: true,
  meta: ({ params, body }) => ({
    entityRef: entityRefOf(params),
    removalId: body.id,
  }),
  async handle(context, { credentials, input }, addMeta) {
    const { subject } = await openAlerts(
      context,
      credentials,
      input.params,
      serviceAlertsManagePermission,
    );
    const rule = await context.alerts.restoreRule(subject, input.body.id);
    addMeta({ ruleId: rule.id });
    return rule;
  },
});
