import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { binariesAvailable, buildModule, GO_MODULES } from '../build';
import { readAuditLog } from '../kubernetes/audit';
import { ControlPlane, startControlPlane } from '../kubernetes/controlPlane';
import {
  FAILURE_ANNOTATION,
  FAILURE_CONTAINER_ANNOTATION,
} from '../kubernetes/failures';
import { KubeClient } from '../kubernetes/KubeClient';
import {
  createKubeconfig,
  Kubeconfig,
  serializeKubeconfig,
} from '../kubernetes/kubeconfig';
import { runKubectl } from '../kubernetes/kubectl';
import {
  KubernetesEndpoint,
  KubernetesOptions,
} from '../kubernetes/KubernetesEndpoint';
import { nodeManifests } from '../kubernetes/nodes';
import { defaultPeople, KubeManifest, rightsOf } from '../kubernetes/people';
import { Part } from '../part';
import {
  assertPortIsFree,
  createDataFolder,
  freePorts,
  waitFor,
} from '../process';
import { trackEndpoint } from '../running';

const MODULES = [GO_MODULES.kubernetes, GO_MODULES.etcd, GO_MODULES.kwok];
const VARIABLE = 'TESTBED_KUBECONFIG';

interface Connection {
  url: string;
  ca: string | undefined;
  kubeconfig: Kubeconfig;
  kubeconfigPath: string;
  tokens: Record<string, string>;
  narrowNamespace: string;
}

/** What works the same for a control plane of ours and for one from outside. */
function sharedMethods(connection: Connection) {
  const { url, ca, tokens, kubeconfigPath } = connection;
  const token =
    tokens[connection.kubeconfig['current-context']] ??
    connection.kubeconfig.users[0]?.user.token;
  const client = new KubeClient({ url, ca, token });

  function tokenOf(person: string | undefined): string | undefined {
    if (person !== undefined && !tokens[person]) {
      throw new Error(
        `There is no person '${person}'. There are: ${Object.keys(tokens).join(
          ', ',
        )}.`,
      );
    }
    return person === undefined ? undefined : tokens[person];
  }

  const methods: Pick<
    KubernetesEndpoint,
    'client' | 'kubectl' | 'apply' | 'waitFor' | 'waitForReady' | 'failPod'
  > = {
    client,
    kubectl: (args, options) => runKubectl(kubeconfigPath, args, options),
    apply: (objects, options = {}) => {
      let list: KubeManifest[];
      if (typeof objects === 'string') {
        list = parseAllDocuments(objects)
          .map(document => document.toJS())
          .filter(Boolean);
      } else {
        list = Array.isArray(objects) ? objects : [objects];
      }
      return client.apply(list, { token: tokenOf(options.as) });
    },
    waitFor,
    waitForReady: (kind, namespace, name, options) =>
      waitFor(
        `${kind} ${namespace}/${name} is ready`,
        async () => {
          const object = await client.request<KubeManifest>(
            'GET',
            `/apis/apps/v1/namespaces/${namespace}/${kind}/${name}`,
          );
          const { spec, status } = object;
          const wanted = spec.replicas ?? 1;
          return (
            status.observedGeneration >=
              (object.metadata.generation as number) &&
            (status.updatedReplicas ?? 0) === wanted &&
            (status.readyReplicas ?? 0) === wanted &&
            (status.replicas ?? 0) === wanted &&
            object
          );
        },
        options,
      ),
    failPod: async (namespace, name, failure, options = {}) => {
      await client.request(
        'PATCH',
        `/api/v1/namespaces/${namespace}/pods/${name}`,
        {
          body: {
            metadata: {
              annotations: {
                [FAILURE_ANNOTATION]: failure,
                [FAILURE_CONTAINER_ANNOTATION]: options.container,
              },
            },
          },
          headers: { 'content-type': 'application/merge-patch+json' },
        },
      );
    },
  };
  return methods;
}

function notForExternal(): never {
  throw new Error(
    `The cluster comes from ${VARIABLE}; only a control plane that the testbed started can do this.`,
  );
}

async function externalEndpoint(path: string): Promise<KubernetesEndpoint> {
  if (!existsSync(path)) {
    throw new Error(`${VARIABLE} names ${path}, which does not exist.`);
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
      `${path} (from ${VARIABLE}) has no usable current context.`,
    );
  }
  const caData = cluster['certificate-authority-data'];
  const ca = caData && Buffer.from(caData, 'base64').toString('utf8');
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
    audit: notForExternal,
    describe: () => [`kubeconfig: ${path} (from ${VARIABLE})`],
    stop: async () => {},
  };
}

async function prepare(
  connection: Connection,
  plane: ControlPlane,
  nodes: number,
  rights: KubeManifest[],
): Promise<void> {
  const client = new KubeClient({
    url: connection.url,
    ca: plane.ca,
    token: plane.tokens.admin,
  });
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
  await waitFor('all nodes are ready', async () => {
    const dead = plane.processes().find(process => !process.alive);
    if (dead) {
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
  const dead = plane.processes().find(process => !process.alive);
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
  const external = process.env[VARIABLE];
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
  environmentVariable: VARIABLE,
  available: () =>
    process.env[VARIABLE]
      ? { available: true, reason: `Named by ${VARIABLE}.` }
      : binariesAvailable('kubernetes', MODULES),
  build: async () => {
    for (const module of MODULES) {
      await buildModule(module);
    }
  },
  start: startKubernetes,
};
