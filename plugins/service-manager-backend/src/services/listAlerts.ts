import type { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  serviceAlertsManagePermission,
  serviceAlertsSilencePermission,
  serviceMetricsReadPermission,
} from '@vtasker/backstage-plugin-service-manager-common';
import { OpenedService, ownerNameOf } from '../access';
import { defineMethod } from './method';
import { openAlerts } from './openAlerts';
import { entityRefOf } from './serviceRef';

export const listAlerts = defineMethod<'listAlerts'>({
  eventId: 'alerts-fetch',
  meta: ({ params }) => ({ entityRef: entityRefOf(params) }),
  async handle(context, { credentials, input }) {
    const { opened, subject } = await openAlerts(
      context,
      credentials,
      input.params,
      serviceMetricsReadPermission,
    );
    return {
      ...(await context.alerts.list(subject)),
      may: {
        silence: may(
          opened,
          serviceAlertsSilencePermission,
          'silence alerts of this service',
        ),
        manage: may(
          opened,
          serviceAlertsManagePermission,
          'change what this service is watched for',
        ),
      },
    };
  },
});

function may(
  opened: OpenedService,
  { name }: ResourcePermission,
  what: string,
): { allowed: boolean; reason?: string } {
  if (opened.permissions.has(name)) return { allowed: true };
  const owner = ownerNameOf(opened.entity);
  return {
    allowed: false,
    reason: `You have no permission to ${what} (${name}). ${
      owner
        ? `Ask its owner, ${owner}.`
        : 'It has no owner to ask; ask those who keep the permission policy.'
    }`,
  };
}
