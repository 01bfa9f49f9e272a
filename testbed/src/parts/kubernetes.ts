import { appendFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { binariesAvailable, buildModule, GO_MODULES } from '../build';
import { readAuditLog } from '../kubernetes/audit';
import { ControlPlane, startControlPlane } from '../kubernetes/controlPlane';
import {
  externalEndpoint,
  KUBECONFIG_VARIABLE,
} from '../kubernetes/externalCluster';
import { KubeClient } from '../kubernetes/KubeClient';
import {
  createKubeconfig,
  serializeKubeconfig,
} from '../kubernetes/kubeconfig';
import {
  KubernetesEndpoint,
  KubernetesOptions,
} from '../kubernetes/KubernetesEndpoint';
import { nodeManifests } from '../kubernetes/nodes';
import { defaultPeople, KubeManifest, rightsOf } from '../kubernetes/people';
import { createPodLog } from '../kubernetes/podLogs';
import { Connection, sharedMethods } from '../kubernetes/sharedMethods';
import { Part } from '../part';
import {
  assertPortIsFree,
  createDataFolder,
  freePorts,
  waitFor,
} from '../process';
import { trackEndpoint } from '../running';

const MODULES = [GO_MODULES.kubernetes, GO_MODULES.etcd, GO_MODULES.kwok];

async function prepare(
  connection: Connection,
  plane: ControlPlane,
  nodes: number,
  rights: KubeManifest[],
): Promise<void> {
  const { client } = connection;
  for (const node of nodeManifests(nodes)) {
    const [applied] = await client.apply([node]);
    if (!applied.status?.allocatable) {
      await client.request(
        'PATCH',
        `/api/v1/nodes/${node.metadata.name}/status`,
        {
          body: { status: node.status },
          headers: { 'content-type': 'application/merge-patch+json' },
        },
      );
    }
  }
  await client.apply(rights);
  const ended = () => plane.processes().find(process => !process.alive);
  await waitFor('all nodes are ready', async () => {
    if (ended()) {
      return true;
    }
    const { items } = await client.request('GET', '/api/v1/nodes');
    return items.every(
      (node: any) =>
        !node.spec.taints?.length &&
        node.status.conditions?.some(
          (condition: any) =>
            condition.type === 'Ready' && condition.status === 'True',
        ),
    );
  });
  const dead = ended();
  if (dead) {
    throw new Error(
      `${dead.name} ended by itself. The end of its log:\n${dead.lastLines()}`,
    );
  }
}

async function startOnce(
  options: KubernetesOptions,
): Promise<KubernetesEndpoint> {
  const {
    name = 'testbed',
    nodes = 3,
    podStages = 'fast',
    podCidr = '10.0.0.0/24',
    impersonate = true,
    narrowNamespace = 'team-a',
    ownPodLogs = false,
  } = options;
  const more = options.people ?? [];
  const people = [
    ...defaultPeople({ impersonate, narrowNamespace }).filter(
      person => !more.some(other => other.name === person.name),
    ),
    ...more,
  ];
  const data = await createDataFolder(`kubernetes-${name}`, options.dataDir);
  const port = options.port ?? (await freePorts(1))[0];
  let plane: ControlPlane | undefined;
  try {
    plane = await startControlPlane({
      name,
      folder: data.path,
      port,
      people,
      podStages,
      podCidr,
      ownPodLogs,
      apiServerFlags: options.apiServerFlags ?? [],
    });
    const { url, ca, auditLogPath } = plane;
    const tokens = Object.fromEntries(
      people.map(person => [person.name, plane!.tokens[person.name]]),
    );
    const users = Object.entries(tokens).map(([user, token]) => ({
      name: user,
      token,
    }));
    const kubeconfig = createKubeconfig({ name, server: url, ca }, users);
    kubeconfig['current-context'] = 'admin';
    const kubeconfigPath = join(data.path, 'kubeconfig.yaml');
    await writeFile(kubeconfigPath, serializeKubeconfig(kubeconfig), {
      mode: 0o600,
    });
    const connection = {
      url,
      ca,
      kubeconfig,
      kubeconfigPath,
      tokens,
      narrowNamespace,
      client: new KubeClient({ url, ca, token: tokens.admin }),
    };
    await prepare(connection, plane, nodes, people.flatMap(rightsOf));

    const started = plane;
    let stopped: Promise<void> | undefined;
    const endpoint: KubernetesEndpoint = {
      part: 'kubernetes',
      external: false,
      ...connection,
      ...sharedMethods(connection),
      auditLogPath,
      get pids() {
        return started.processes().map(process => process.pid);
      },
      control: {
        kill: () => started.apiServer().stop('SIGKILL'),
        restart: async () => {
          await started.apiServer().stop('SIGKILL');
          await started.startApiServer();
        },
        pause: () => started.apiServer().signal('SIGSTOP'),
        resume: () => started.apiServer().signal('SIGCONT'),
      },
      kubeconfigFor: async person => {
        const user = users.find(one => one.name === person);
        if (!user) {
          throw new Error(`There is no person '${person}'.`);
        }
        const object = createKubeconfig({ name, server: url, ca }, [user]);
        const path = join(data.path, `kubeconfig-${person}.yaml`);
        await writeFile(path, serializeKubeconfig(object), { mode: 0o600 });
        return { path, object };
      },
      writePodLog: (line, { previous = false, time = new Date() } = {}) =>
        appendFileSync(
          previous ? started.previousPodLogPath : started.podLogPath,
          `${time.toISOString()} stdout F ${line}\n`,
        ),
      ownPodLogs,
      ownPodLog: async (namespace, pod) => {
        if (!ownPodLogs) {
          throw new Error(
            'Pods of this cluster share one log: start it with ownPodLogs: true.',
          );
        }
        return createPodLog(
          connection.client,
          join(data.path, 'pod-logs'),
          namespace,
          pod,
        );
      },
      audit: () => readAuditLog(auditLogPath),
      describe: () => [
        `API server: ${url}`,
        `kubeconfig: ${kubeconfigPath}`,
        `people:     ${Object.keys(tokens).join(', ')} (one context each)`,
        `audit log:  ${auditLogPath}`,
        `try:        KUBECONFIG=${kubeconfigPath} kubectl get nodes`,
      ],
      stop: () => {
        stopped ??= started.stop(data.kept).then(() => data.remove());
        return stopped;
      },
    };
    trackEndpoint(endpoint);
    return endpoint;
  } catch (error) {
    await plane?.stop(false);
    await data.remove();
    throw error;
  }
}

/**
 * A real control plane: etcd, API server, controller manager, scheduler, and kwok for nodes and pods. More than one can
 * run at once.
 *
 * @throws Error naming what is missing, the port that is taken, or the process that ended, with the end of its log.
 * @public
 */
export async function startKubernetes(
  options: KubernetesOptions = {},
): Promise<KubernetesEndpoint> {
  const external = process.env[KUBECONFIG_VARIABLE];
  if (external) {
    return externalEndpoint(external);
  }
  const { available, reason } = binariesAvailable('kubernetes', MODULES);
  if (!available) {
    throw new Error(`Kubernetes cannot start. ${reason}`);
  }
  if (options.port !== undefined) {
    await assertPortIsFree(options.port, 'the API server');
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options);
    } catch (error) {
      // Between finding a free port and using it, somebody else may have taken it.
      const taken = /address already in use/.test((error as Error).message);
      if (!taken || attempt === 3 || options.port !== undefined) {
        throw error;
      }
    }
  }
}

/** @public */
export const kubernetes: Part<KubernetesOptions, KubernetesEndpoint> = {
  name: 'kubernetes',
  about: 'API server, etcd, controllers, scheduler; nodes and pods by kwok',
  environmentVariable: KUBECONFIG_VARIABLE,
  available: () =>
    process.env[KUBECONFIG_VARIABLE]
      ? { available: true, reason: `Named by ${KUBECONFIG_VARIABLE}.` }
      : binariesAvailable('kubernetes', MODULES),
  build: async () => {
    for (const module of MODULES) {
      await buildModule(module);
    }
  },
  start: startKubernetes,
};
