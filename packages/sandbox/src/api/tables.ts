import type { Resource } from '../registry';
import type { KubeObject } from '../types';
import type { ApiRequest } from './request';

type Cell = string | number;
type Column = [name: string, read: (o: any, now: Date) => Cell, wide?: 'wide'];

/** An age as kubectl writes it: `5m12s`, `3d4h`. */
export function age(since: string | undefined, now: Date): string {
  if (!since) return '<unknown>';
  const s = Math.max(
    0,
    Math.floor((now.getTime() - new Date(since).getTime()) / 1000),
  );
  const m = Math.floor(s / 60);
  const h = Math.floor(m / 60);
  const d = Math.floor(h / 24);
  if (s < 120) return `${s}s`;
  if (m < 10) return s % 60 ? `${m}m${s % 60}s` : `${m}m`;
  if (h < 3) return `${m}m`;
  if (h < 8) return m % 60 ? `${h}h${m % 60}m` : `${h}h`;
  if (h < 48) return `${h}h`;
  if (d < 8) return h % 24 ? `${d}d${h % 24}h` : `${d}d`;
  return `${d}d`;
}

function podStatus(pod: any): string {
  if (pod.metadata.deletionTimestamp) return 'Terminating';
  for (const c of pod.status?.containerStatuses ?? []) {
    if (c.state?.waiting?.reason) return c.state.waiting.reason;
    if (c.state?.terminated) return c.state.terminated.reason ?? 'Error';
  }
  return pod.status?.reason ?? pod.status?.phase ?? 'Unknown';
}

const statuses = (pod: any): any[] => pod.status?.containerStatuses ?? [];
const images = (spec: any) =>
  spec.containers.map((c: any) => c.image).join(',');
const replicas: Column[] = [
  ['Ready', o => `${o.status?.readyReplicas ?? 0}/${o.spec.replicas}`],
];

const COLUMNS: Record<string, Column[]> = {
  Pod: [
    [
      'Ready',
      o =>
        `${statuses(o).filter(c => c.ready).length}/${
          o.spec.containers.length
        }`,
    ],
    ['Status', podStatus],
    ['Restarts', o => statuses(o).reduce((n, c) => n + c.restartCount, 0)],
    ['Age', (o, now) => age(o.metadata.creationTimestamp, now)],
    ['IP', o => o.status?.podIP ?? '<none>', 'wide'],
    ['Node', o => o.spec.nodeName ?? '<none>', 'wide'],
  ],
  Deployment: [
    ...replicas,
    ['Up-to-date', o => o.status?.updatedReplicas ?? 0],
    ['Available', o => o.status?.availableReplicas ?? 0],
    ['Age', (o, now) => age(o.metadata.creationTimestamp, now)],
    ['Images', o => images(o.spec.template.spec), 'wide'],
  ],
  ReplicaSet: [
    ['Desired', o => o.spec.replicas],
    ['Current', o => o.status?.replicas ?? 0],
    ['Ready', o => o.status?.readyReplicas ?? 0],
  ],
  StatefulSet: replicas,
  DaemonSet: [
    ['Desired', o => o.status?.desiredNumberScheduled ?? 0],
    ['Current', o => o.status?.currentNumberScheduled ?? 0],
    ['Ready', o => o.status?.numberReady ?? 0],
    ['Up-to-date', o => o.status?.updatedNumberScheduled ?? 0],
    ['Available', o => o.status?.numberAvailable ?? 0],
  ],
  Job: [
    [
      'Completions',
      o => `${o.status?.succeeded ?? 0}/${o.spec.completions ?? 1}`,
    ],
  ],
  CronJob: [
    ['Schedule', o => o.spec.schedule],
    ['Suspend', o => (o.spec.suspend ? 'True' : 'False')],
    ['Active', o => o.status?.active?.length ?? 0],
    [
      'Last Schedule',
      (o, now) =>
        o.status?.lastScheduleTime
          ? age(o.status.lastScheduleTime, now)
          : '<none>',
    ],
  ],
  Node: [
    [
      'Status',
      o =>
        (o.status?.conditions ?? []).some(
          (c: any) => c.type === 'Ready' && c.status === 'True',
        )
          ? 'Ready'
          : 'NotReady',
    ],
    ['Version', o => o.status?.nodeInfo?.kubeletVersion ?? ''],
  ],
  Service: [
    ['Type', o => o.spec.type],
    ['Cluster-IP', o => o.spec.clusterIP ?? '<none>'],
    [
      'Port(s)',
      o =>
        (o.spec.ports ?? [])
          .map((p: any) => `${p.port}/${p.protocol}`)
          .join(','),
    ],
  ],
  HorizontalPodAutoscaler: [
    [
      'Reference',
      o => `${o.spec.scaleTargetRef.kind}/${o.spec.scaleTargetRef.name}`,
    ],
    ['MinPods', o => o.spec.minReplicas],
    ['MaxPods', o => o.spec.maxReplicas],
    ['Replicas', o => o.status?.currentReplicas ?? 0],
  ],
  PodDisruptionBudget: [
    ['Min Available', o => o.spec.minAvailable ?? 'N/A'],
    ['Max Unavailable', o => o.spec.maxUnavailable ?? 'N/A'],
    ['Allowed Disruptions', o => o.status?.disruptionsAllowed ?? 0],
  ],
  Namespace: [['Status', o => o.status?.phase ?? '']],
  ConfigMap: [['Data', o => Object.keys(o.data ?? {}).length]],
  Secret: [
    ['Type', o => o.type],
    ['Data', o => Object.keys(o.data ?? {}).length],
  ],
  Event: [
    [
      'Last Seen',
      (o, now) => age(o.lastTimestamp ?? o.metadata.creationTimestamp, now),
    ],
    ['Type', o => o.type],
    ['Reason', o => o.reason],
    [
      'Object',
      o => `${o.involvedObject.kind.toLowerCase()}/${o.involvedObject.name}`,
    ],
    ['Message', o => o.message],
  ],
};

const AGE: Column = ['Age', (o, now) => age(o.metadata.creationTimestamp, now)];

export const wantsTable = (request: ApiRequest) =>
  /as=Table/.test(request.accept);

/** What `kubectl get` prints. */
export function tableOf(
  resource: Resource,
  objects: KubeObject[],
  metadata: Record<string, unknown>,
  now: Date,
) {
  const own = COLUMNS[resource.kind] ?? [];
  const isEvent = resource.kind === 'Event';
  const columns: Column[] = [
    ...(isEvent ? [] : [['Name', o => o.metadata.name] as Column]),
    ...own,
    ...(isEvent || own.some(([name]) => name === 'Age') ? [] : [AGE]),
  ];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columns.map(([name, , wide]) => ({
      name,
      type: 'string',
      format: name === 'Name' ? 'name' : '',
      description: name,
      priority: wide ? 1 : 0,
    })),
    rows: objects.map(object => ({
      cells: columns.map(([, read]) => read(object, now)),
      object: {
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: object.metadata,
      },
    })),
  };
}
