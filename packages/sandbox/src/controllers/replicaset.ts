import { controlled, MANAGER, ownerOf, type Controller } from './context';
import {
  byDispensability,
  count,
  createPod,
  deletePod,
  isActive,
} from './pods';

/** Keeps as many pods as asked for. */
export const replicaSetController: Controller = {
  name: 'replicaset',
  resource: 'apps/replicasets',
  related: ownerOf('apps/replicasets', 'pods'),
  reconcile(set, context) {
    const pods = () => controlled(set, 'pods', context).filter(isActive);
    const wanted: number = set.spec.replicas;
    if (!set.metadata.deletionTimestamp) {
      const active = pods();
      for (let i = active.length; i < wanted; i++) {
        createPod(set, set.spec.template, context);
      }
      active
        .sort(byDispensability)
        .slice(0, Math.max(0, active.length - wanted))
        .forEach(pod => deletePod(set, pod, context));
    }
    const left = pods();
    const { ready, available, nextMs } = count(
      left,
      set.spec.minReadySeconds,
      context,
    );
    const terminating = controlled(set, 'pods', context).filter(
      pod => pod.metadata.deletionTimestamp,
    ).length;
    context.registry.updateStatus(
      set,
      {
        ...(set.status?.conditions
          ? { conditions: set.status.conditions }
          : {}),
        replicas: left.length,
        ...(left.length ? { fullyLabeledReplicas: left.length } : {}),
        ...(ready ? { readyReplicas: ready } : {}),
        ...(available ? { availableReplicas: available } : {}),
        terminatingReplicas: terminating,
        observedGeneration: set.metadata.generation,
      },
      MANAGER,
    );
    if (nextMs) context.later(this, set, nextMs);
  },
};
