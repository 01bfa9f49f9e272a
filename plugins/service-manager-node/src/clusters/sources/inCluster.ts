import { existsSync, readFileSync } from 'fs';
import { isIPv6 } from 'net';
import type { Config } from '@backstage/config';
import { HttpCluster } from '../client';
import type { Cluster } from '../types';
import { readClusterOptions, tokenFileConnection } from './settings';

const ROOT = '/var/run/secrets/kubernetes.io/serviceaccount';
const NAME = 'in-cluster';

/**
 * The cluster that the portal itself runs in, with the service account of its
 * own pod; when the config asks for it.
 */
export function clusterAround(
  config: Config,
  surroundings: { env: NodeJS.ProcessEnv; root: string; now: () => Date } = {
    env: process.env,
    root: ROOT,
    now: () => new Date(),
  },
): Cluster[] {
  if (!config.getOptionalBoolean('service-manager.inCluster')) {
    return [];
  }
  const { env, root, now } = surroundings;
  const host = env.KUBERNETES_SERVICE_HOST;
  const port = env.KUBERNETES_SERVICE_PORT ?? '443';
  if (!host || !existsSync(`${root}/token`)) {
    throw new Error(
      'Config service-manager.inCluster is true, but this process does not run in a pod with a service account (KUBERNETES_SERVICE_HOST or its token is missing)',
    );
  }
  const url = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  return [
    HttpCluster.create({
      name: NAME,
      url,
      connect: tokenFileConnection(
        url,
        { ca: readFileSync(`${root}/ca.crt`) },
        `${root}/token`,
        now,
      ),
      ...readClusterOptions(config, NAME),
    }),
  ];
}
