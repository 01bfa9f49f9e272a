import { serviceAlertsSilencePermission } from '@vtasker/backstage-plugin-service-manager-common';
import { defineMethod } from './method';
import { openAlerts } from './openAlerts';
import { entityRefOf } from './serviceRef';

export const endSilence = defineMethod<'endSilence'>({
  eventId: 'alert-silence-end',
  writes: true,
  meta: ({ params, body }) => ({
    entityRef: entityRefOf(params),
    silenceId: body.silenceId,
  }),
  async handle(context, { credentials, input }) {
    const { subject } = await openAlerts(
      context,
      credentials,
      input.params,
      serviceAlertsSilencePermission,
    );
    const removed = await context.alerts.endSilence(
      subject,
      input.body.silenceId,
      context.access.actorRef(credentials),
    );
    return { removed };
  },
});
