import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import {
  createPermission,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import type { Verb } from './model';

function servicePermission(
  name: string,
  action: 'read' | 'update',
): ResourcePermission<typeof RESOURCE_TYPE_CATALOG_ENTITY> {
  return createPermission({
    name: `service-manager.service.${name}`,
    attributes: { action },
    resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
  });
}

/** @public */
export const serviceReadPermission = servicePermission('read', 'read');
/**
 * The lines that the service's containers write.
 * @public
 */
export const serviceLogsReadPermission = servicePermission('logs.read', 'read');
/**
 * LogQL of one's own, kept to the pods of the service.
 * @public
 */
export const serviceLogsQueryPermission = servicePermission(
  'logs.query',
  'read',
);
/**
 * Metrics and alerts.
 * @public
 */
export const serviceMetricsReadPermission = servicePermission(
  'metrics.read',
  'read',
);
/**
 * PromQL of one's own, kept to the pods of the service.
 * @public
 */
export const serviceMetricsQueryPermission = servicePermission(
  'metrics.query',
  'read',
);
/**
 * Keep an alert quiet for a while.
 * @public
 */
export const serviceAlertsSilencePermission = servicePermission(
  'alerts.silence',
  'update',
);
/**
 * What the service is watched for: the product's rules, the PrometheusRule.
 * @public
 */
export const serviceAlertsManagePermission = servicePermission(
  'alerts.manage',
  'update',
);
/**
 * Start, stop, restart, pause and resume.
 * @public
 */
export const serviceControlPermission = servicePermission('control', 'update');
/** @public */
export const serviceScalePermission = servicePermission('scale', 'update');
/** @public */
export const serviceDeployPermission = servicePermission('deploy', 'update');
/** @public */
export const serviceRollbackPermission = servicePermission(
  'rollback',
  'update',
);

/**
 * The permission that each verb needs on the entity.
 *
 * @public
 */
export const verbPermissions: Record<
  Verb,
  ResourcePermission<typeof RESOURCE_TYPE_CATALOG_ENTITY>
> = {
  start: serviceControlPermission,
  stop: serviceControlPermission,
  restart: serviceControlPermission,
  pause: serviceControlPermission,
  resume: serviceControlPermission,
  scale: serviceScalePermission,
  deploy: serviceDeployPermission,
  rollback: serviceRollbackPermission,
};

/** @public */
export const serviceManagerPermissions = [
  serviceReadPermission,
  serviceLogsReadPermission,
  serviceLogsQueryPermission,
  serviceMetricsReadPermission,
  serviceMetricsQueryPermission,
  serviceAlertsSilencePermission,
  serviceAlertsManagePermission,
  serviceControlPermission,
  serviceScalePermission,
  serviceDeployPermission,
  serviceRollbackPermission,
];
