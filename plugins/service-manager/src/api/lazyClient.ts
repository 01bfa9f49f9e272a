import type { ServiceManagerClient } from '@vtasker/backstage-plugin-service-manager-common';
import type { ServiceManagerApi } from './serviceManagerApi';

/**
 * The typed client, loaded when it is first asked for: a portal's pages that
 * show no service do not carry it. A load that failed is tried again.
 */
export function lazyClient(
  load: () => Promise<Pick<ServiceManagerClient, 'call'>>,
): ServiceManagerApi {
  let client: ReturnType<typeof load> | undefined;
  return {
    async call(...request) {
      client ??= load().catch(error => {
        client = undefined;
        throw error;
      });
      return (await client).call(...request);
    },
  };
}
