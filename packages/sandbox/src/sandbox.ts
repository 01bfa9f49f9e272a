import { stringify } from 'yaml';
import { ApiServer } from './api';
import { ControllerManager, controllers } from './controllers';
import { createScheduler, Kubelet, type FailureMode } from './kubelet';
import { serveLog, type LogScript } from './logs';
import { Registry, Resources, type CustomResource } from './registry';
import { Store } from './store';
import type { KubeObject } from './types';
import { metrics } from './usage';

/** @public */
export interface SandboxOptions {
  /** Default: a free one. */
  port?: number;
  /** Loaded before the first request; brought to rest at once. */
  objects?: KubeObject[];
  /** How many nodes, or the nodes themselves. Default: 3. */
  nodes?: number | KubeObject[];
  /** The clock of all timestamps. Default: the system's. */
  now?: () => Date;
  /** How many times faster than in a real cluster delays pass. Default: 1. */
  speed?: number;
  /** When given, every request must carry it. */
  bearerToken?: string;
  /** How old the loaded objects look, in milliseconds. Default: 0. */
  age?: number;
  /** Served beside KEDA's ScaledObject and Argo CD's Application. */
  customResources?: CustomResource[];
  /** What containers write; the first script that fits an image. */
  logs?: LogScript[];
  /** How many past writes of a resource a watch can start at. Default: 5,000. */
  history?: number;
  /** The cluster's name in the kubeconfig. Default: `sandbox`. */
  name?: string;
  /** A control loop failed on an object. Default: a line on stderr. */
  onError?: (error: Error) => void;
}

/** @public */
export interface Sandbox {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  url: string;
  kubeconfig: { object: Record<string, any>; yaml: string };
  /** Ends all watches and closes the port. */
  stop(): Promise<void>;
  /** Creates or replaces objects (and their namespaces), as a person would. */
  apply(objects: KubeObject | KubeObject[]): KubeObject[];
  /** An object as it is now. `kind` as in manifests. */
  get(
    kind: string,
    namespace: string | undefined,
    name: string,
  ): KubeObject | undefined;
  list(kind: string, namespace?: string): KubeObject[];
  /** Deletes an object in the background, as kubectl does. */
  remove(kind: string, namespace: string | undefined, name: string): void;
  /** Makes a pod fail from now on; without a mode it recovers. */
  failPod(namespace: string, name: string, mode?: FailureMode): void;
  /** Resolves when the test holds; rejects after `timeoutMs` (10,000). */
  until<T>(test: () => T | undefined | false, timeoutMs?: number): Promise<T>;
  /** Forgets old versions: running watches go on, older ones get 410. */
  compact(): void;
  /** Ends all watches, as an API server that restarts. */
  cutWatches(): void;
  /** Requests answered so far, by `METHOD plural`. */
  requests(): Record<string, number>;
  /** The version of the last write. */
  readonly resourceVersion: string;
}

function defaultNodes(count: number): KubeObject[] {
  return Array.from({ length: count }, (_, i) => {
    const name = `node-${i + 1}`;
    const room = { cpu: '32', memory: '128Gi', pods: '5000' };
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels: { 'kubernetes.io/hostname': name } },
      spec: {},
      status: {
        capacity: room,
        allocatable: room,
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'KubeletReady',
            message: 'kubelet is posting ready status',
          },
        ],
        addresses: [{ type: 'InternalIP', address: `10.0.0.${i + 1}` }],
        nodeInfo: { kubeletVersion: 'v1.36.3', osImage: 'sandbox' },
      },
    };
  });
}

function kubeconfigOf(name: string, url: string, token: string | undefined) {
  const object = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [{ name, cluster: { server: url } }],
    users: [{ name, user: token ? { token } : {} }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
  return { object, yaml: stringify(object) };
}

/**
 * Starts a cluster in this process: plain http on 127.0.0.1, nothing on disk.
 *
 * @public
 */
export async function startSandbox(
  options: SandboxOptions = {},
): Promise<Sandbox> {
  const { speed = 1, now: clock = () => new Date() } = options;
  let shift = 0;
  const now = () => new Date(clock().getTime() - shift);
  const store = new Store(options.history);
  const resources = new Resources(options.customResources);
  const registry = new Registry(store, resources, now);
  const kubelet = new Kubelet();
  const manager = new ControllerManager(
    registry,
    [...controllers, createScheduler(), kubelet],
    speed,
    options.onError ??
      (error => process.stderr.write(`sandbox: ${error.message}\n`)),
  );

  function resourceOf(object: { apiVersion: string; kind: string }) {
    const found = resources.of(object);
    if (!found) {
      throw new Error(
        `the sandbox does not serve ${object.kind} of ${object.apiVersion}; name it in customResources`,
      );
    }
    return found;
  }

  function ofKind(kind: string) {
    const found = resources.all.find(r => r.kind === kind);
    if (!found) throw new Error(`the sandbox does not serve ${kind}`);
    return found;
  }

  function applyOne(object: KubeObject): KubeObject {
    const resource = resourceOf(object);
    const metadata = { ...object.metadata };
    if (resource.namespaced) {
      metadata.namespace ??= 'default';
      if (!store.get('namespaces', undefined, metadata.namespace)) {
        ensureNamespace(metadata.namespace);
      }
    }
    const { namespace, name } = metadata;
    const next = { ...object, metadata };
    const writer = { manager: 'sandbox' };
    return store.get(resource.key, namespace, name)
      ? registry.update(resource, next, writer)
      : registry.create(resource, next, writer);
  }

  function ensureNamespace(name: string) {
    applyOne({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }

  const { nodes = 3, objects = [] } = options;
  shift = options.age ?? 0;
  ['default', 'kube-system'].forEach(ensureNamespace);
  (typeof nodes === 'number' ? defaultNodes(nodes) : nodes).forEach(applyOne);
  // Owners' names must be free before their children's, whatever the order.
  objects.forEach(applyOne);
  manager.settle();
  shift = 0;
  store.compact();

  const server = new ApiServer({
    registry,
    port: options.port ?? 0,
    bearerToken: options.bearerToken,
    backends: {
      podLog: (request, pod) =>
        serveLog(pod, {
          query: request.query,
          response: request.response,
          now,
          scripts: options.logs ?? [],
          alive(container) {
            const { namespace, name, uid } = pod.metadata;
            const live = store.get('pods', namespace, name);
            if (live?.metadata.uid !== uid) return false;
            const of = (p?: KubeObject) =>
              p?.status?.containerStatuses?.find(
                (c: any) => c.name === container,
              );
            return (
              of(live)?.state?.running !== undefined &&
              of(live).restartCount === of(pod)?.restartCount
            );
          },
        }),
      metrics: (path, query) => metrics(registry, path, query),
    },
  });
  const url = await server.listen();

  return {
    url,
    kubeconfig: kubeconfigOf(
      options.name ?? 'sandbox',
      url,
      options.bearerToken,
    ),
    async stop() {
      manager.stop();
      await server.close();
    },
    apply: given => [given].flat().map(applyOne),
    get: (kind, namespace, name) =>
      store.get(ofKind(kind).key, namespace, name),
    list: (kind, namespace) => store.list(ofKind(kind).key, namespace),
    remove(kind, namespace, name) {
      registry.remove(ofKind(kind), namespace, name);
    },
    failPod(namespace, name, mode) {
      const pod = registry.get(resources.key('pods'), namespace, name);
      kubelet.force(pod, mode);
      manager.touch(pod);
    },
    until(test, timeoutMs = 30_000) {
      return new Promise((resolve, reject) => {
        let end = () => {};
        const check = () => {
          const result = test();
          if (!result) return;
          end();
          resolve(result);
        };
        const unsubscribe = store.subscribe(() => queueMicrotask(check));
        const timer = setTimeout(() => {
          end();
          reject(new Error(`not so within ${timeoutMs} ms: ${test}`));
        }, timeoutMs);
        end = () => {
          unsubscribe();
          clearTimeout(timer);
        };
        check();
      });
    },
    compact() {
      store.compact();
      server.lists.expire();
    },
    cutWatches: () => server.watches.cut(),
    requests: () => Object.fromEntries(server.counts),
    get resourceVersion() {
      return String(store.revision);
    },
  };
}
