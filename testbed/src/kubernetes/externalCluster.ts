import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { KubeClient } from './KubeClient';
import { Kubeconfig } from './kubeconfig';
import { KubernetesEndpoint } from './KubernetesEndpoint';
import { Connection, sharedMethods } from './sharedMethods';

/** The variable that replaces the part. */
export const KUBECONFIG_VARIABLE = 'TESTBED_KUBECONFIG';

function notForExternal(): never {
  throw new Error(
    `The cluster comes from ${KUBECONFIG_VARIABLE}; only a control plane that the testbed started can do this.`,
  );
}

/** A cluster that somebody else runs, by a kubeconfig with tokens. */
export async function externalEndpoint(
  path: string,
): Promise<KubernetesEndpoint> {
  if (!existsSync(path)) {
    throw new Error(
      `${KUBECONFIG_VARIABLE} names ${path}, which does not exist.`,
    );
  }
  const kubeconfig: Kubeconfig = parse(readFileSync(path, 'utf8'));
  const context = kubeconfig.contexts.find(
    one => one.name === kubeconfig['current-context'],
  )?.context;
  const cluster = kubeconfig.clusters.find(
    one => one.name === context?.cluster,
  )?.cluster;
  if (!context || !cluster) {
    throw new Error(
      `${path} (from ${KUBECONFIG_VARIABLE}) has no usable current context.`,
    );
  }
  const pem = (from: Record<string, any> | undefined, field: string) => {
    const data = from?.[`${field}-data`];
    if (data) {
      return Buffer.from(data, 'base64').toString('utf8');
    }
    const file = from?.[field];
    return file && readFileSync(resolve(dirname(path), file), 'utf8');
  };
  const ca = pem(cluster, 'certificate-authority');
  const current = kubeconfig.users.find(
    user => user.name === context.user,
  )?.user;
  const cert = pem(current, 'client-certificate');
  const key = pem(current, 'client-key');
  if (!current || (!current.token && !(cert && key))) {
    throw new Error(
      `The current user of ${path} (from ${KUBECONFIG_VARIABLE}) has neither a token nor a client certificate. The testbed cannot use another way in: add a context with one of them.`,
    );
  }
  const tokens = Object.fromEntries(
    kubeconfig.contexts.flatMap(one => {
      const user = kubeconfig.users.find(
        u => u.name === one.context.user,
      )?.user;
      return user?.token ? [[one.name, user.token]] : [];
    }),
  );
  const connection: Connection = {
    url: cluster.server,
    ca,
    kubeconfig,
    kubeconfigPath: path,
    tokens,
    narrowNamespace: 'team-a',
    client: new KubeClient({
      url: cluster.server,
      ca,
      token: current.token,
      cert,
      key,
    }),
  };
  return {
    part: 'kubernetes',
    external: true,
    ...connection,
    ...sharedMethods(connection),
    auditLogPath: undefined,
    pids: [],
    control: {
      kill: async () => notForExternal(),
      restart: async () => notForExternal(),
      pause: notForExternal,
      resume: notForExternal,
    },
    kubeconfigFor: async () => notForExternal(),
    writePodLog: notForExternal,
    ownPodLogs: false,
    ownPodLog: async () => notForExternal(),
    audit: notForExternal,
    describe: () => [`kubeconfig: ${path} (from ${KUBECONFIG_VARIABLE})`],
    stop: async () => {},
  };
}
