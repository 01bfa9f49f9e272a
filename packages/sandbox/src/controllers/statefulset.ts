import type { KubeObject } from '../types';
import {
  controlled,
  MANAGER,
  ownerOf,
  type Context,
  type Controller,
} from './context';
import { availableIn, count, createPod, deletePod, isReady } from './pods';
import {
  currentRevision,
  REVISION_LABEL,
  revisionsOf,
  trimRevisions,
} from './revisions';

const ordinalOf = (pod: KubeObject) =>
  Number(/-(\d+)$/.exec(pod.metadata.name)?.[1] ?? -1);

const revisionOf = (pod: KubeObject) => pod.metadata.labels?.[REVISION_LABEL];

function templateOf(set: KubeObject, name: string, context: Context): any {
  const revision = revisionsOf(set, context).find(
    r => r.metadata.name === name,
  );
  const { $patch: _patch, ...template } = (revision?.data ?? set).spec.template;
  return template;
}

/** One step towards the wanted pods; the next comes when this one is done. */
function step(
  set: KubeObject,
  pods: KubeObject[],
  current: string,
  update: string,
  context: Context,
): void {
  const { replicas, podManagementPolicy, updateStrategy } = set.spec;
  const ordered = podManagementPolicy !== 'Parallel';
  const partition: number = updateStrategy.rollingUpdate?.partition ?? 0;
  const byOrdinal = new Map(pods.map(pod => [ordinalOf(pod), pod]));
  const isUp = (pod: KubeObject) =>
    !pod.metadata.deletionTimestamp &&
    availableIn(pod, set.spec.minReadySeconds ?? 0, context) === 0;
  for (let i = 0; i < replicas; i++) {
    const pod = byOrdinal.get(i);
    if (!pod) {
      // Under OnDelete a deleted pod comes back as the new revision.
      const held = updateStrategy.type === 'RollingUpdate' && i < partition;
      const revision = held ? current : update;
      const name = `${set.metadata.name}-${i}`;
      createPod(set, templateOf(set, revision, context), context, {
        name,
        labels: {
          [REVISION_LABEL]: revision,
          'statefulset.kubernetes.io/pod-name': name,
          'apps.kubernetes.io/pod-index': String(i),
        },
        spec: { hostname: name, subdomain: set.spec.serviceName },
      });
      if (ordered) return;
    } else if (
      pod.status?.phase === 'Failed' &&
      !pod.metadata.deletionTimestamp
    ) {
      deletePod(set, pod, context);
      if (ordered) return;
    } else if (ordered && !isUp(pod)) return;
  }
  const surplus = pods
    .filter(pod => ordinalOf(pod) >= replicas)
    .sort((a, b) => ordinalOf(b) - ordinalOf(a));
  for (const pod of surplus) {
    if (!pod.metadata.deletionTimestamp) deletePod(set, pod, context);
    if (ordered) return;
  }
  if (surplus.length > 0 || updateStrategy.type === 'OnDelete') return;
  for (let i = replicas - 1; i >= partition; i--) {
    const pod = byOrdinal.get(i);
    if (!pod) return;
    if (revisionOf(pod) !== update && !pod.metadata.deletionTimestamp) {
      deletePod(set, pod, context);
      return;
    }
    if (!isUp(pod)) return;
  }
}

/** Named pods, one after another, with revisions and a partition. */
export const statefulSetController: Controller = {
  name: 'statefulset',
  resource: 'apps/statefulsets',
  related: ownerOf('apps/statefulsets', 'pods'),
  reconcile(set, context) {
    if (set.metadata.deletionTimestamp) return;
    const owned = () => controlled(set, 'pods', context);
    const update = currentRevision(set, context).metadata.name;
    const current: string = set.status?.currentRevision ?? update;
    step(set, owned(), current, update, context);
    const pods = owned();
    const live = pods.filter(pod => !pod.metadata.deletionTimestamp);
    const { replicas, minReadySeconds } = set.spec;
    const { ready, available, nextMs } = count(live, minReadySeconds, context);
    const of = (revision: string) =>
      live.filter(pod => revisionOf(pod) === revision).length;
    const updated = of(update);
    // The update is over when every pod is of it and ready.
    const done =
      updated === replicas &&
      pods.length === replicas &&
      live.every(isReady) &&
      !(set.spec.updateStrategy.rollingUpdate?.partition > 0);
    const now = done ? update : current;
    context.registry.updateStatus(
      set,
      {
        observedGeneration: set.metadata.generation,
        replicas: pods.length,
        ...(ready ? { readyReplicas: ready } : {}),
        availableReplicas: available,
        ...(of(now) ? { currentReplicas: of(now) } : {}),
        ...(updated ? { updatedReplicas: updated } : {}),
        currentRevision: now,
        updateRevision: update,
        collisionCount: 0,
      },
      MANAGER,
    );
    trimRevisions(
      set,
      new Set([...pods.map(p => revisionOf(p)!), now]),
      context,
    );
    if (nextMs) context.later(this, set, nextMs);
  },
};
