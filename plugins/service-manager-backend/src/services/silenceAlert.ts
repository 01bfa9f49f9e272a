import { serviceAlertsSilencePermission } from '@vtasker/backstage-plugin-service-manager-common';
import { defineMethod } from './method';
import { openAlerts } from './openAlerts';
import { entityRefOf } from './serviceRef';

export const silenceAlert = defineMethod<'silenceAlert'>({
  eventId: 'alert-silence',
  writes: true,
  meta: ({ params, body }) => ({
    entityRef: entityRefOf(params),
    alertId: body.alertId,
    reason: body.reason,
    until: body.until,
    ...(body.covers && { covers: body.covers }),
  }),
  async handle(context, { credentials, input }, addMeta) {
    const { subject } = await openAlerts(
      context,
      credentials,
      input.params,
      serviceAlertsSilencePermission,
    );
    const silence = await context.alerts.silence(
      subject,
      input.body,
      context.access.actorRef(credentials),
    );
    addMeta({ silenceId: silence.id });
    return silence;
  },
});
