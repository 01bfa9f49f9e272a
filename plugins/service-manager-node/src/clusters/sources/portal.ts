import { readFileSync } from 'fs';
import type { Config } from '@backstage/config';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { HttpCluster } from '../client';
import type { Cluster } from '../types';
import { readClusterOptions, staticConnection } from './settings';

const METHODS = 'kubernetes.clusterLocatorMethods';
const AUTH_PROVIDER = 'kubernetes.io/auth-provider';

/**
 * The clusters that the portal's Kubernetes plugin is configured with. Those
 * whose credential is the signed-in person's (`google`, `oidc`, ...) have none
 * that a watch could use, and are left out with a warning.
 */
export function clustersOfPortal(
  config: Config,
  logger: LoggerService,
): Cluster[] {
  const methods = config.getOptionalConfigArray(METHODS) ?? [];
  return methods.flatMap((method, index) => {
    const type = method.getString('type');
    if (type === 'config') {
      return (method.getOptionalConfigArray('clusters') ?? []).flatMap(
        (cluster, at) =>
          configured(
            config,
            cluster,
            `${METHODS}[${index}].clusters[${at}]`,
            logger,
          ),
      );
    }
    if (type === 'localKubectlProxy') {
      return [kubectlProxy(config)];
    }
    logger.warn(
      `Clusters of ${METHODS}[${index}] (type '${type}') are not managed: name them by service-manager.kubeconfig instead`,
    );
    return [];
  });
}

function configured(
  root: Config,
  cluster: Config,
  path: string,
  logger: LoggerService,
): Cluster[] {
  const name = cluster.getString('name');
  const metadata = cluster.getOptional<Record<string, string>>('authMetadata');
  const provider =
    metadata?.[AUTH_PROVIDER] ?? cluster.getOptionalString('authProvider');
  const token =
    metadata?.serviceAccountToken ??
    cluster.getOptionalString('serviceAccountToken');
  if (provider === 'localKubectlProxy') {
    return [
      create(
        root,
        cluster,
        name,
        staticConnection(cluster.getString('url'), {}),
      ),
    ];
  }
  if (provider !== 'serviceAccount') {
    logger.warn(
      `Cluster '${name}' is not managed: its authProvider '${provider}' gives no credential of the portal's own; use serviceAccount, or name a context by service-manager.kubeconfig`,
    );
    return [];
  }
  if (!token) {
    throw new Error(
      `Config ${path}.serviceAccountToken is missing for cluster '${name}' with authProvider 'serviceAccount'`,
    );
  }
  const caFile = cluster.getOptionalString('caFile');
  const caData = cluster.getOptionalString('caData');
  return [
    create(
      root,
      cluster,
      name,
      staticConnection(
        cluster.getString('url'),
        {
          ca: caFile
            ? readCa(caFile, path)
            : caData && Buffer.from(caData, 'base64'),
          rejectUnauthorized: !cluster.getOptionalBoolean('skipTLSVerify'),
        },
        token,
      ),
    ),
  ];
}

function create(
  root: Config,
  cluster: Config,
  name: string,
  connect: ReturnType<typeof staticConnection>,
) {
  return HttpCluster.create({
    name,
    title: cluster.getOptionalString('title'),
    url: cluster.getString('url'),
    connect,
    ...readClusterOptions(root, name),
  });
}

/** `kubectl proxy` on its usual port; named as the Kubernetes plugin does. */
function kubectlProxy(root: Config): Cluster {
  const url = 'http://127.0.0.1:8001';
  return HttpCluster.create({
    name: 'local',
    url,
    connect: staticConnection(url, {}),
    ...readClusterOptions(root, 'local'),
  });
}

function readCa(caFile: string, path: string): Buffer {
  try {
    return readFileSync(caFile);
  } catch (error) {
    throw new Error(
      `Config ${path}.caFile cannot be read: ${(error as Error).message}`,
    );
  }
}
