import { serviceAlertsManagePermission } from '@vtasker/backstage-plugin-service-manager-common';
import { defineMethod } from './method';
import { openAlerts } from './openAlerts';
import { entityRefOf } from './serviceRef';

export const saveAlertRule = defineMethod<'saveAlertRule'>({
  eventId: 'alert-rule-save',
  writes: true,
  meta: ({ params, body }) => ({
    entityRef: entityRefOf(params),
    ...(body.id && { ruleId: body.id }),
    definition: JSON.parse(JSON.stringify(body.definition)),
  }),
  async handle(context, { credentials, input }, addMeta) {
    const { subject } = await openAlerts(
      context,
      credentials,
      input.params,
      serviceAlertsManagePermission,
    );
    const rule = await context.alerts.saveRule(
      subject,
      input.body,
      context.access.actorRef(credentials),
    );
    addMeta({ ruleId: rule.id });
    return rule;
  },
});
