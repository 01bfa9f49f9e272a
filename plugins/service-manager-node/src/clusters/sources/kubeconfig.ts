import { createHash } from 'crypto';
import type { Agent, RequestOptions } from 'https';
import { homedir } from 'os';
import { join } from 'path';
import type { Config } from '@backstage/config';
import type { KubeConfig } from '@kubernetes/client-node';
import { KubernetesError } from '../errors';
import { HttpCluster } from '../client';
import { maskTokens } from '../client/failures';
import type { Connection } from '../client/transport';
import type { Cluster } from '../types';
import { createAgent, readClusterOptions, type Tls } from './settings';

/**
 * What is used of `@kubernetes/client-node`.
 *
 * @public
 */
export type ClientModule = Pick<
  typeof import('@kubernetes/client-node'),
  'KubeConfig'
>;

/**
 * The library is an ES module and this package is CommonJS, so it is imported
 * when needed; the same way the Kubernetes plugin's backend does it. Jest runs
 * an `import()` only with NODE_OPTIONS=--experimental-vm-modules, which is why
 * tests may give their own loader.
 *
 * @public
 */
export type ClientLoader = () => Promise<ClientModule>;

const importClient: ClientLoader = () => import('@kubernetes/client-node');

/**
 * Contexts of a kubeconfig, through the library that knows every way of
 * getting a credential (exec plugins of EKS, GKE and AKS, OIDC, certificates).
 * Only when the config names it: a portal must not begin to manage the cluster
 * that the person who starts it happened to use last.
 */
export async function clustersOfKubeconfig(
  config: Config,
  loadClient: ClientLoader = importClient,
): Promise<Cluster[]> {
  const section = config.getOptionalConfig('service-manager.kubeconfig');
  if (!section) {
    return [];
  }
  const { KubeConfig } = await loadClient();
  const path = section.getOptionalString('path');
  const source = new KubeConfig();
  try {
    source.loadFromFile(path ?? defaultPath());
  } catch (error) {
    throw new Error(
      `Config service-manager.kubeconfig${
        path ? '.path' : ''
      } names a file that cannot be read: ${maskTokens(
        (error as Error).message,
      )}`,
    );
  }
  const names = section.getOptionalStringArray('contexts') ?? [
    source.getCurrentContext(),
  ];
  return names.map(name => {
    const context = source.getContextObject(name);
    const server = context && source.getCluster(context.cluster)?.server;
    if (!server) {
      throw new Error(
        `Config service-manager.kubeconfig.contexts names '${name}', which the kubeconfig does not have; it has: ${source
          .getContexts()
          .map(item => item.name)
          .join(', ')}`,
      );
    }
    return HttpCluster.create({
      name,
      url: server,
      connect: connectionOf(KubeConfig, source, name),
      ...readClusterOptions(config, name),
    });
  });
}

function connectionOf(
  Client: ClientModule['KubeConfig'],
  source: KubeConfig,
  name: string,
): () => Promise<Connection> {
  // One KubeConfig a context: the library only speaks of the current one.
  const own = new Client();
  const cluster = source.getCluster(source.getContextObject(name)!.cluster)!;
  own.loadFromOptions({
    // It refuses http:// unless told not to verify what http:// has not.
    clusters: cluster.server.startsWith('http:')
      ? [{ ...cluster, skipTLSVerify: true }]
      : [cluster],
    users: source.getUsers(),
    contexts: source.getContexts(),
    currentContext: name,
  });

  let kept: { key: string; agent: Connection['agent'] } | undefined;
  return async () => {
    const options: RequestOptions & Tls & { headers: Record<string, string> } =
      { headers: {} };
    try {
      await own.applyToHTTPSOptions(options as any);
    } catch (error) {
      throw new KubernetesError({
        status: 0,
        reason: 'NetworkError',
        message: `no credential for context '${name}': ${maskTokens(
          (error as Error).message,
        ).trim()}`,
      });
    }
    const { ca, cert, key, servername, rejectUnauthorized } = options;
    const tls: Tls = { ca, cert, key, servername, rejectUnauthorized };
    // The library makes an agent a request, which would be a TLS handshake a
    // request: ours is kept until the certificate changes.
    const digest = createHash('sha256')
      .update(JSON.stringify(Object.values(tls).map(value => String(value))))
      .digest('hex');
    if (kept?.key !== digest) {
      kept = {
        key: digest,
        agent: cluster.proxyUrl
          ? (options.agent as Agent)
          : createAgent(cluster.server, tls),
      };
    }
    const headers = { ...options.headers };
    if (options.auth) {
      headers.Authorization = `Basic ${Buffer.from(options.auth).toString(
        'base64',
      )}`;
    }
    return { agent: kept.agent, headers };
  };
}

/** What kubectl would read, without its merging of several files. */
function defaultPath(): string {
  return process.env.KUBECONFIG || join(homedir(), '.kube', 'config');
}
