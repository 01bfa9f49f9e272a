import { setFlagsFromString } from 'v8';
import { runInNewContext } from 'vm';
import { ClusterStore } from '../../plugins/service-manager-backend/src/workloads/cache/ClusterStore';

/** An object as the API sends it. */
export type KubeObject = Record<string, any>;

export interface CacheMemory {
  pods: number;
  /** Heap of the whole cache divided by its pods, in bytes. */
  bytesPerPod: number;
  /** Heap that the objects take as they come from the API, for comparison. */
  rawBytesPerPod: number;
  /** To take all of them for the first time. */
  firstSyncMs: number;
  /** To go through the same list again, with nothing changed. */
  relistMs: number;
}

/**
 * What the watch cache costs in heap for the given objects, with its indexes.
 * Every page is parsed from JSON, as from the wire, so that nothing is shared
 * that would not be in a backend.
 */
export function measureCacheMemory(
  pages: () => Iterable<Array<{ kind: string; object: KubeObject }>>,
): CacheMemory {
  const store = new ClusterStore({
    now: () => new Date(),
    maxEventsPerObject: 20,
    maxEventAgeMs: 3_600_000,
    onChange: () => {},
  });
  let pods = 0;
  const fill = () => {
    let spent = 0;
    for (const page of pages()) {
      const text = JSON.stringify(page);
      const parsed = JSON.parse(text);
      const started = performance.now();
      for (const { kind, object } of parsed) {
        store.upsert(kind, object);
      }
      spent += performance.now() - started;
    }
    return spent;
  };

  const before = heapUsed();
  const firstSyncMs = fill();
  const after = heapUsed();
  pods = store.all('Pod').length;
  const relistMs = fill();

  const raw: unknown[] = [];
  for (const page of pages()) {
    raw.push(
      JSON.parse(JSON.stringify(page.filter(({ kind }) => kind === 'Pod'))),
    );
  }
  const rawBytes = heapUsed() - after;
  // Both must be alive until here, or there is nothing to measure.
  if (raw.length === 0 || store.all('Pod').length !== pods) {
    throw new Error('nothing was measured');
  }
  return {
    pods,
    bytesPerPod: Math.round((after - before) / pods),
    rawBytesPerPod: Math.round(rawBytes / pods),
    firstSyncMs: Math.round(firstSyncMs),
    relistMs: Math.round(relistMs),
  };
}

/**
 * Pods as a cluster has them: three of a Deployment, each with its own node,
 * address, times and status; with their ReplicaSets and Deployments.
 */
export function* generatedPages(
  podCount: number,
): Iterable<Array<{ kind: string; object: KubeObject }>> {
  const perDeployment = 3;
  for (let at = 0; at < podCount; at += perDeployment) {
    const number = at / perDeployment;
    const namespace = `team-${number % 200}`;
    const name = `service-${number}`;
    const hash = (number * 7919).toString(36).padStart(10, 'x');
    const labels = {
      app: name,
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/part-of': namespace,
      'backstage.io/kubernetes-id': name,
    };
    const template = {
      metadata: { labels },
      spec: { containers: [container(name), container('sidecar')] },
    };
    const page = [
      {
        kind: 'Deployment',
        object: {
          metadata: meta(name, namespace, `d-${number}`, labels),
          spec: {
            replicas: perDeployment,
            selector: { matchLabels: { app: name } },
            template,
          },
          status: { replicas: perDeployment, readyReplicas: perDeployment },
        },
      },
      {
        kind: 'ReplicaSet',
        object: {
          metadata: {
            ...meta(`${name}-${hash}`, namespace, `r-${number}`, {
              ...labels,
              'pod-template-hash': hash,
            }),
            ownerReferences: [owner('Deployment', name, `d-${number}`)],
          },
          spec: { replicas: perDeployment, template },
          status: { replicas: perDeployment },
        },
      },
    ];
    for (let i = 0; i < perDeployment; i++) {
      page.push({
        kind: 'Pod',
        object: pod(`${name}-${hash}`, namespace, number, i, labels, template),
      });
    }
    yield page;
  }
}

function pod(
  set: string,
  namespace: string,
  number: number,
  i: number,
  labels: object,
  template: any,
): any {
  const id = number * 3 + i;
  const at = time(id);
  return {
    metadata: {
      ...meta(`${set}-${i}abcd`, namespace, `p-${id}`, {
        ...labels,
        'pod-template-hash': set.split('-').pop(),
      }),
      creationTimestamp: at,
      ownerReferences: [owner('ReplicaSet', set, `r-${number}`)],
      managedFields: [{ manager: 'kubelet', fieldsV1: { 'f:status': {} } }],
    },
    spec: { ...template.spec, nodeName: `node-${id % 500}.example.internal` },
    status: {
      phase: 'Running',
      podIP: `10.${id % 250}.${Math.floor(id / 250) % 250}.${id % 7}`,
      startTime: at,
      conditions: [
        'PodReadyToStartContainers',
        'Initialized',
        'Ready',
        'ContainersReady',
        'PodScheduled',
      ].map((type, n) => ({
        type,
        status: 'True',
        lastProbeTime: null,
        // Some of the steps of a pod take a second or two.
        lastTransitionTime: time(id, n > 1 ? 2 : 0),
      })),
      containerStatuses: template.spec.containers.map((spec: any) => ({
        name: spec.name,
        image: spec.image,
        imageID: `sha256:${'0'.repeat(64)}`,
        containerID: `containerd://${'1'.repeat(60)}${id}`,
        ready: true,
        started: true,
        restartCount: id % 50 ? 0 : 1,
        state: { running: { startedAt: time(id, 1) } },
        lastState: {},
      })),
    },
  };
}

function meta(name: string, namespace: string, seed: string, labels: object) {
  return {
    name,
    namespace,
    uid: uid(seed),
    resourceVersion: String(
      1_000_000 + [...seed].reduce((sum, c) => sum * 31 + c.charCodeAt(0), 7),
    ).slice(0, 9),
    creationTimestamp: time(0),
    labels,
  };
}

function owner(kind: string, name: string, seed: string) {
  return {
    apiVersion: 'apps/v1',
    kind,
    name,
    uid: uid(seed),
    controller: true,
    blockOwnerDeletion: true,
  };
}

function container(name: string) {
  return {
    name,
    image: `registry.example.com/team/${name}:1.2.3`,
    env: Array.from({ length: 10 }, (_, i) => ({
      name: `SETTING_${i}`,
      value: `value-${i}`,
    })),
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
    resources: {
      requests: { cpu: '100m', memory: '128Mi' },
      limits: { cpu: '1', memory: '512Mi' },
    },
    livenessProbe: { httpGet: { path: '/healthz', port: 8080 } },
    readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
  };
}

function uid(seed: string): string {
  return `${seed.padStart(8, '0')}-0000-4000-8000-${seed.padStart(12, '0')}`;
}

/** Pods of one rollout start within the same few seconds, not at once. */
function time(id: number, seconds = 0): string {
  return new Date(1_767_225_600_000 + (Math.floor(id / 2) + seconds) * 1000)
    .toISOString()
    .replace('.000Z', 'Z');
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect = (globalThis as any).gc ?? runInNewContext('gc');
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}
