/** Apart, so that the client comes with the first page that asks something. */
export { ServiceManagerClient } from '@vtasker/backstage-plugin-service-manager-common';
