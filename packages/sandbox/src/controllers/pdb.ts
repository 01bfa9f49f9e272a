import { timestamp } from '../registry';
import type { KubeObject } from '../types';
import { matchesSelector } from '../store';
import {
  controllerOf,
  MANAGER,
  scaled,
  type Context,
  type Controller,
} from './context';
import { isFinished, isReady, withCondition } from './pods';

/** How many pods the owners of these want to have. */
function expectedOf(pods: KubeObject[], context: Context): number {
  const owners = new Map<string, number>();
  let alone = 0;
  for (const pod of pods) {
    const owner =
      controllerOf(pod, 'apps/replicasets', context) ??
      controllerOf(pod, 'apps/statefulsets', context);
    const above =
      owner && (controllerOf(owner, 'apps/deployments', context) ?? owner);
    if (above) owners.set(above.metadata.uid!, above.spec.replicas);
    else alone += 1;
  }
  return alone + [...owners.values()].reduce((a, b) => a + b, 0);
}

/** Says how many pods may be evicted now. */
export const pdbController: Controller = {
  name: 'pdb',
  resource: 'policy/poddisruptionbudgets',
  related({ resource, object, previous }, { store }) {
    if (resource !== 'pods') return [];
    return store
      .list('policy/poddisruptionbudgets', object.metadata.namespace)
      .filter(budget =>
        [object, previous].some(
          pod =>
            pod && matchesSelector(budget.spec.selector, pod.metadata.labels),
        ),
      );
  },
  reconcile(budget, context) {
    const { spec, metadata } = budget;
    const pods = context.store
      .list('pods', metadata.namespace)
      .filter(
        pod =>
          !isFinished(pod) &&
          matchesSelector(spec.selector, pod.metadata.labels),
      );
    const expected = expectedOf(pods, context);
    const healthy = pods.filter(
      pod => isReady(pod) && !pod.metadata.deletionTimestamp,
    ).length;
    const desired =
      spec.maxUnavailable !== undefined
        ? Math.max(0, expected - scaled(spec.maxUnavailable, expected, 'up'))
        : scaled(spec.minAvailable, expected, 'up');
    const allowed = expected > 0 ? Math.max(0, healthy - desired) : 0;
    context.registry.updateStatus(
      budget,
      {
        observedGeneration: metadata.generation,
        disruptionsAllowed: allowed,
        currentHealthy: healthy,
        desiredHealthy: desired,
        expectedPods: expected,
        conditions: withCondition(
          budget.status?.conditions,
          {
            type: 'DisruptionAllowed',
            status: allowed > 0 ? 'True' : 'False',
            reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
            message: '',
          },
          timestamp(context.now()),
        ),
      },
      MANAGER,
    );
  },
};
