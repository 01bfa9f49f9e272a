import { createApiRef } from '@backstage/frontend-plugin-api';
import type { ServiceManagerClient } from '@vtasker/backstage-plugin-service-manager-common';

/**
 * What the front end asks of the backend: documents, and the streams of logs.
 *
 * @public
 */
export type ServiceManagerApi = Pick<
  ServiceManagerClient,
  'call' | 'stream' | 'open'
>;

/** @public */
export const serviceManagerApiRef = createApiRef<ServiceManagerApi>().with({
  id: 'plugin.service-manager.client',
  pluginId: 'service-manager',
});
