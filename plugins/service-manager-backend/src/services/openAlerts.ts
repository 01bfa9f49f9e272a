import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import type { OpenedService } from '../access';
import type { ListedService } from './entityInfo';
import { entityRefOf } from './serviceRef';
import type { ServicesContext } from './types';

/** The service whose alerts the caller may see or, by `permission`, change. */
export async function openAlerts(
  context: ServicesContext,
  credentials: BackstageCredentials,
  params: { namespace: string; kind: string; name: string },
  permission: ResourcePermission,
): Promise<{ opened: OpenedService; subject: ListedService }> {
  const opened = await context.access.openFor(
    credentials,
    entityRefOf(params),
    permission,
  );
  return { opened, subject: context.directory.remember(opened.entity) };
}
