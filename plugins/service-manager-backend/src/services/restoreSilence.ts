import { serviceAlertsSilencePermission } from '@vtasker/backstage-plugin-service-manager-common';
import { defineMethod } from './method';
import { openAlerts } from './openAlerts';
import { entityRefOf } from './serviceRef';

export const restoreSilence = defineMethod<'restoreSilence'>({
  eventId: 'alert-silence-restore',
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
      serviceAlertsSilencePermission,
    );
    const silence = await context.alerts.restoreSilence(subject, input.body.id);
    addMeta({ silenceId: silence.id, reason: silence.reason });
    return silence;
  },
});
