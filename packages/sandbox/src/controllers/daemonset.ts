import type { KubeObject } from '../types';
import {
  controlled,
  MANAGER,
  ownerOf,
  scaled,
  type Context,
  type Controller,
} from './context';
import { availableIn, count, createPod, deletePod, isFinished } from './pods';
import { currentRevision, REVISION_LABEL, trimRevisions } from './revisions';

function fits(set: KubeObject, node: KubeObject): boolean {
  const spec = set.spec.template.spec;
  const tolerates = (taint: any) =>
    taint.effect === 'PreferNoSchedule' ||
    (spec.tolerations ?? []).some((t: any) => !t.key || t.key === taint.key);
  return (
    (node.spec?.taints ?? []).every(tolerates) &&
    Object.entries(spec.nodeSelector ?? {}).every(
      ([key, value]) => node.metadata.labels?.[key] === value,
    )
  );
}

const onNode = (name: string) => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        {
          matchFields: [
            { key: 'metadata.name', operator: 'In', values: [name] },
          ],
        },
      ],
    },
  },
});

const nodeOf = (pod: KubeObject): string =>
  pod.spec.nodeName ??
  pod.spec.affinity?.nodeAffinity
    ?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]
    .matchFields[0].values[0];

/** One pod a node; old ones are replaced a few at a time. */
export const daemonSetController: Controller = {
  name: 'daemonset',
  resource: 'apps/daemonsets',
  related(event, context) {
    if (event.resource === 'nodes' && event.type !== 'MODIFIED') {
      return context.store.list('apps/daemonsets');
    }
    return ownerOf('apps/daemonsets', 'pods')(event, context);
  },
  reconcile(set, context: Context) {
    if (set.metadata.deletionTimestamp) return;
    const { store, registry } = context;
    const { template, updateStrategy, minReadySeconds } = set.spec;
    const hash = currentRevision(set, context).metadata.labels![REVISION_LABEL];
    const nodes = store.list('nodes').filter(node => fits(set, node));
    const names = new Set(nodes.map(node => node.metadata.name));
    const owned = () => controlled(set, 'pods', context);
    const isNew = (pod: KubeObject) =>
      pod.metadata.labels?.[REVISION_LABEL] === hash;
    for (const pod of owned()) {
      if (pod.metadata.deletionTimestamp) continue;
      if (!names.has(nodeOf(pod)) || isFinished(pod)) {
        deletePod(set, pod, context);
      }
    }
    const taken = new Set(owned().map(nodeOf));
    for (const name of names) {
      if (taken.has(name)) continue;
      createPod(set, template, context, {
        labels: {
          [REVISION_LABEL]: hash,
          'pod-template-generation': String(set.metadata.generation),
        },
        spec: {
          affinity: onNode(name),
          tolerations: [
            ...(template.spec.tolerations ?? []),
            { key: 'node.kubernetes.io/unschedulable', operator: 'Exists' },
          ],
        },
      });
    }
    const isUp = (pod: KubeObject) =>
      !pod.metadata.deletionTimestamp &&
      availableIn(pod, minReadySeconds ?? 0, context) === 0;
    if (updateStrategy.type === 'RollingUpdate') {
      const most = Math.max(
        1,
        scaled(updateStrategy.rollingUpdate.maxUnavailable, names.size, 'up'),
      );
      const old = owned().filter(
        pod => !isNew(pod) && !pod.metadata.deletionTimestamp,
      );
      let room = most - (names.size - owned().filter(isUp).length);
      for (const pod of old) {
        // What does not work is replaced first and costs nothing.
        if (!isUp(pod)) deletePod(set, pod, context);
        else if (room > 0) {
          room -= 1;
          deletePod(set, pod, context);
        }
      }
    }
    const pods = owned();
    const live = pods.filter(pod => !pod.metadata.deletionTimestamp);
    const { ready, available, nextMs } = count(live, minReadySeconds, context);
    const updated = live.filter(isNew).length;
    registry.updateStatus(
      set,
      {
        currentNumberScheduled: live.length,
        numberMisscheduled: 0,
        desiredNumberScheduled: names.size,
        numberReady: ready,
        observedGeneration: set.metadata.generation,
        ...(updated ? { updatedNumberScheduled: updated } : {}),
        ...(available ? { numberAvailable: available } : {}),
        ...(names.size > available
          ? { numberUnavailable: names.size - available }
          : {}),
      },
      MANAGER,
    );
    const inUse = pods.map(pod => pod.metadata.labels![REVISION_LABEL]);
    trimRevisions(set, new Set(inUse), context);
    if (nextMs) context.later(this, set, nextMs);
  },
};
