import type { KubeObject } from '../types';
import { controlled, MANAGER, scaled, type Context } from './context';
import { isFinished } from './pods';

export const REVISION = 'deployment.kubernetes.io/revision';

export const revisionOf = (object: KubeObject) =>
  Number(object.metadata.annotations?.[REVISION] ?? 0);

/** Gives a ReplicaSet its count and says so. */
export function scaleSet(
  deployment: KubeObject,
  set: KubeObject,
  replicas: number,
  context: Context,
): KubeObject {
  const { registry, events } = context;
  const from = set.spec.replicas;
  if (from === replicas) return set;
  const next = registry.update(
    registry.resources.key('apps/replicasets'),
    { ...set, spec: { ...set.spec, replicas } },
    { manager: MANAGER },
  );
  events.record(
    deployment,
    'Normal',
    'ScalingReplicaSet',
    `Scaled ${replicas > from ? 'up' : 'down'} replica set ${
      set.metadata.name
    } from ${from} to ${replicas}`,
    'deployment-controller',
  );
  return next;
}

/** One step of a rolling update: as many new pods and as few old ones as the strategy lets. */
export function rollingUpdate(
  deployment: KubeObject,
  set: KubeObject,
  old: KubeObject[],
  context: Context,
) {
  const { replicas, strategy } = deployment.spec;
  const { maxSurge, maxUnavailable } = strategy.rollingUpdate ?? {};
  const surge = scaled(maxSurge, replicas, 'up');
  let unavailable = scaled(maxUnavailable, replicas, 'down');
  if (surge === 0 && unavailable === 0) unavailable = 1;
  const total = [set, ...old].reduce((n, s) => n + s.spec.replicas, 0);
  let current = set;
  if (set.spec.replicas > replicas) {
    current = scaleSet(deployment, set, replicas, context);
  } else if (set.spec.replicas < replicas && total < replicas + surge) {
    const room = replicas + surge - total;
    current = scaleSet(
      deployment,
      set,
      Math.min(replicas, set.spec.replicas + room),
      context,
    );
    return;
  }
  const availableOf = (s: KubeObject) => s.status?.availableReplicas ?? 0;
  const newUnavailable = current.spec.replicas - availableOf(current);
  let room = total - (replicas - unavailable) - Math.max(0, newUnavailable);
  if (room <= 0) return;
  const oldest = [...old].sort((a, b) => revisionOf(a) - revisionOf(b));
  // Pods that do not work are given up first; they cost no availability.
  const left = new Map(oldest.map(s => [s, s.spec.replicas as number]));
  for (const s of oldest) {
    const broken = Math.min(s.spec.replicas - availableOf(s), room);
    if (broken > 0) {
      left.set(s, s.spec.replicas - broken);
      room -= broken;
    }
  }
  const available = [current, ...old].reduce((n, s) => n + availableOf(s), 0);
  let spare = available - (replicas - unavailable);
  for (const s of oldest) {
    const taken = Math.min(left.get(s)!, Math.max(0, spare));
    left.set(s, left.get(s)! - taken);
    spare -= taken;
  }
  for (const [s, n] of left) scaleSet(deployment, s, n, context);
}

/** All old pods end before the first new one starts. */
export function recreate(
  deployment: KubeObject,
  set: KubeObject,
  old: KubeObject[],
  context: Context,
) {
  for (const s of old) scaleSet(deployment, s, 0, context);
  const running = old.some(s =>
    controlled(s, 'pods', context).some(pod => !isFinished(pod)),
  );
  if (!running) scaleSet(deployment, set, deployment.spec.replicas, context);
}
