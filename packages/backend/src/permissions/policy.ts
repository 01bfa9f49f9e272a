import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  isResourcePermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import {
  serviceLogsQueryPermission,
  serviceMetricsQueryPermission,
} from '@vtasker/backstage-plugin-service-manager-common';

const ADMINS = 'group:default/platform-admins';

/** They read, but what they cost is up to who writes them. */
const OWN_QUERIES = [
  serviceLogsQueryPermission.name,
  serviceMetricsQueryPermission.name,
];

/**
 * An example policy: everybody may read, the owners of a service may act on
 * it and ask queries of their own, platform admins may do everything.
 */
export class OwnersMayActPolicy implements PermissionPolicy {
  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const claims = user?.info.ownershipEntityRefs ?? [];
    if (claims.includes(ADMINS)) return { result: AuthorizeResult.ALLOW };
    const ofServices = permission.name.startsWith('service-manager.');
    const forOwners =
      permission.attributes.action !== 'read' ||
      OWN_QUERIES.includes(permission.name);
    if (
      isResourcePermission(permission, RESOURCE_TYPE_CATALOG_ENTITY) &&
      forOwners
    ) {
      return createCatalogConditionalDecision(permission, {
        anyOf: [catalogConditions.isEntityOwner({ claims })],
      });
    }
    if (ofServices && forOwners) {
      return { result: AuthorizeResult.DENY };
    }
    // The Kubernetes plugin's proxy sends any request with the portal's own
    // credentials: changes go through the service manager instead.
    if (permission.name === 'kubernetes.proxy') {
      return { result: AuthorizeResult.DENY };
    }
    return { result: AuthorizeResult.ALLOW };
  }
}

export const ownersMayActPolicy = createBackendModule({
  pluginId: 'permission',
  moduleId: 'owners-may-act-policy',
  register(reg) {
    reg.registerInit({
      deps: { policy: policyExtensionPoint },
      async init({ policy }) {
        policy.setPolicy(new OwnersMayActPolicy());
      },
    });
  },
});
