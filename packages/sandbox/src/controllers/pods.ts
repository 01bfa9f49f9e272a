import { randomSuffix } from '../registry';
import type { KubeObject } from '../types';
import { MANAGER, ownerReference, type Context } from './context';

export const condition = (object: KubeObject, type: string): any =>
  object.status?.conditions?.find((c: any) => c.type === type);

export const isReady = (pod: KubeObject) =>
  condition(pod, 'Ready')?.status === 'True';

export const isFinished = (pod: KubeObject) =>
  pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded';

/** Counts towards the replicas of its owner. */
export const isActive = (pod: KubeObject) =>
  !pod.metadata.deletionTimestamp && !isFinished(pod);

/** Milliseconds until a ready pod is available; undefined while not ready. */
export function availableIn(
  pod: KubeObject,
  minReadySeconds: number,
  context: Context,
): number | undefined {
  if (!isReady(pod)) return undefined;
  if (!minReadySeconds || context.settling) return 0;
  const since = condition(pod, 'Ready').lastTransitionTime;
  return Math.max(0, minReadySeconds * 1000 - context.elapsed(since));
}

export interface Counts {
  ready: number;
  available: number;
  /** Until the next ready pod becomes available. */
  nextMs?: number;
}

export function count(
  pods: KubeObject[],
  minReadySeconds: number | undefined,
  context: Context,
): Counts {
  const counts: Counts = { ready: 0, available: 0 };
  for (const pod of pods) {
    const wait = availableIn(pod, minReadySeconds ?? 0, context);
    if (wait === undefined) continue;
    counts.ready += 1;
    if (wait === 0) counts.available += 1;
    else counts.nextMs = Math.min(counts.nextMs ?? Infinity, wait);
  }
  return counts;
}

const rank = (pod: KubeObject) =>
  (pod.spec.nodeName ? 4 : 0) +
  (pod.status?.phase === 'Running' ? 2 : 0) +
  (isReady(pod) ? 1 : 0);

/** The order in which pods are given up: the least useful, youngest first. */
export function byDispensability(a: KubeObject, b: KubeObject): number {
  return (
    rank(a) - rank(b) ||
    (a.metadata.creationTimestamp! < b.metadata.creationTimestamp! ? 1 : -1)
  );
}

export function createPod(
  owner: KubeObject,
  template: any,
  context: Context,
  given: { name?: string; labels?: object; spec?: object } = {},
): KubeObject {
  const { name: ownerName, namespace } = owner.metadata;
  const { registry, events } = context;
  const pod = registry.create(
    registry.resources.key('pods'),
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...(given.name
          ? { name: given.name }
          : {
              name: `${ownerName}-${randomSuffix()}`,
              generateName: `${ownerName}-`,
            }),
        namespace,
        labels: { ...template.metadata?.labels, ...given.labels },
        ...(template.metadata?.annotations
          ? { annotations: template.metadata.annotations }
          : {}),
        ownerReferences: [ownerReference(owner)],
      },
      spec: { ...template.spec, ...given.spec },
    },
    { manager: MANAGER },
  );
  const component = `${owner.kind.toLowerCase()}-controller`;
  events.record(
    owner,
    'Normal',
    'SuccessfulCreate',
    owner.kind === 'StatefulSet'
      ? `create Pod ${pod.metadata.name} in StatefulSet ${ownerName} successful`
      : `Created pod: ${pod.metadata.name}`,
    component,
  );
  return pod;
}

export function deletePod(
  owner: KubeObject,
  pod: KubeObject,
  context: Context,
) {
  const { registry, events } = context;
  const { name, namespace } = pod.metadata;
  registry.remove(registry.resources.key('pods'), namespace, name);
  events.record(
    owner,
    'Normal',
    'SuccessfulDelete',
    owner.kind === 'StatefulSet'
      ? `delete Pod ${name} in StatefulSet ${owner.metadata.name} successful`
      : `Deleted pod: ${name}`,
    `${owner.kind.toLowerCase()}-controller`,
  );
}

/** A condition with its times kept while its status is the same. */
export function withCondition(
  conditions: any[] | undefined,
  next: { type: string; status: string; reason?: string; message?: string },
  now: string,
): any[] {
  const list = conditions ?? [];
  const old = list.find(c => c.type === next.type);
  const same =
    old?.status === next.status &&
    old?.reason === next.reason &&
    old?.message === next.message;
  if (same) return list;
  const full = {
    ...next,
    lastTransitionTime:
      old?.status === next.status ? old.lastTransitionTime : now,
  };
  return old ? list.map(c => (c === old ? full : c)) : [...list, full];
}
