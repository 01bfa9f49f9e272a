import type { Registry } from '../registry';
import { parseLabelSelector } from '../store';
import type { KubeObject } from '../types';
import { quantity } from './quantity';

const WINDOW_S = 15;

/** A share of 0 to 1 that moves slowly and differs from pod to pod. */
function wave(seed: string, seconds: number): number {
  const phase = parseInt(seed.replace(/-/g, '').slice(0, 6), 16) % 6_283;
  const slow = Math.sin(seconds / 600 + phase / 1000);
  const fast = Math.sin(seconds / 47 + phase / 310);
  return (2 + slow * 1.2 + fast * 0.8) / 4;
}

/** Cores and bytes of a container, plausible for what it requests. */
export function usageOf(pod: KubeObject, container: any, now: Date) {
  const { requests, limits } = container.resources ?? {};
  const cpu = quantity(requests?.cpu) || 0.1;
  const memory = quantity(requests?.memory) || 64 * 2 ** 20;
  const at = Math.floor(now.getTime() / 1000 / WINDOW_S) * WINDOW_S;
  const { uid } = pod.metadata;
  const most = quantity(limits?.cpu) || Infinity;
  return {
    cpu: Math.min(cpu * (0.2 + 0.7 * wave(uid!, at)), most),
    // Slower: what is allocated stays for a while.
    memory: memory * (0.55 + 0.3 * wave(uid!, at / 6)),
  };
}

const isRunning = (pod: KubeObject) =>
  (pod.status?.containerStatuses ?? []).some((c: any) => c.state?.running);

function podMetrics(pod: KubeObject, now: Date) {
  return {
    kind: 'PodMetrics',
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: {
      name: pod.metadata.name,
      namespace: pod.metadata.namespace,
      creationTimestamp: now.toISOString(),
      labels: pod.metadata.labels,
    },
    timestamp: now.toISOString(),
    window: `${WINDOW_S}s`,
    containers: pod.spec.containers.map((container: any) => {
      const { cpu, memory } = usageOf(pod, container, now);
      return {
        name: container.name,
        usage: {
          cpu: `${Math.round(cpu * 1e9)}n`,
          memory: `${Math.round(memory / 1024)}Ki`,
        },
      };
    }),
  };
}

/** Answers metrics.k8s.io; undefined when the path is none of it. */
export function metrics(
  registry: Registry,
  path: string,
  query: URLSearchParams,
): unknown {
  const match =
    /v1beta1\/(?:namespaces\/([^/]+)\/)?(pods|nodes)(?:\/([^/]+))?$/.exec(path);
  if (!match) return undefined;
  const [, namespace, plural, name] = match;
  const now = registry.now();
  const { store } = registry;
  if (plural === 'pods') {
    if (name) {
      const resource = registry.resources.key('pods');
      return podMetrics(registry.get(resource, namespace, name), now);
    }
    const matches = parseLabelSelector(query.get('labelSelector') ?? '');
    return {
      kind: 'PodMetricsList',
      apiVersion: 'metrics.k8s.io/v1beta1',
      metadata: {},
      items: store
        .list('pods', namespace)
        .filter(pod => isRunning(pod) && matches(pod.metadata.labels))
        .map(pod => podMetrics(pod, now)),
    };
  }
  const sums = new Map<string, { cpu: number; memory: number }>();
  for (const pod of store.list('pods')) {
    if (!isRunning(pod)) continue;
    const sum = sums.get(pod.spec.nodeName) ?? { cpu: 0, memory: 0 };
    for (const container of pod.spec.containers) {
      const { cpu, memory } = usageOf(pod, container, now);
      sum.cpu += cpu;
      sum.memory += memory;
    }
    sums.set(pod.spec.nodeName, sum);
  }
  const items = store
    .list('nodes')
    .filter(node => !name || node.metadata.name === name)
    .map(node => {
      const sum = sums.get(node.metadata.name) ?? { cpu: 0, memory: 0 };
      return {
        kind: 'NodeMetrics',
        apiVersion: 'metrics.k8s.io/v1beta1',
        metadata: { name: node.metadata.name, labels: node.metadata.labels },
        timestamp: now.toISOString(),
        window: `${WINDOW_S}s`,
        usage: {
          cpu: `${Math.round((sum.cpu + 0.1) * 1e9)}n`,
          memory: `${Math.round((sum.memory + 2 ** 29) / 1024)}Ki`,
        },
      };
    });
  if (name) return items[0];
  return {
    kind: 'NodeMetricsList',
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: {},
    items,
  };
}
