import { timestamp } from '../registry';
import type { KubeObject } from '../types';
import { scaled, type Context } from './context';
import { condition, withCondition } from './pods';

const sum = (sets: KubeObject[], field: string) =>
  sets.reduce((n, s) => n + (s.status?.[field] ?? 0), 0);

/** The status of a Deployment from its ReplicaSets, with both conditions. */
export function deploymentStatus(
  deployment: KubeObject,
  set: KubeObject | undefined,
  all: KubeObject[],
  context: Context,
): { status: any; nextMs?: number } {
  const { spec, metadata } = deployment;
  const before = deployment.status ?? {};
  const now = timestamp(context.now());
  const total = sum(all, 'replicas');
  const updated = set?.status?.replicas ?? 0;
  const ready = sum(all, 'readyReplicas');
  const available = sum(all, 'availableReplicas');
  const unavailable = Math.max(
    0,
    all.reduce((n, s) => n + s.spec.replicas, 0) - available,
  );
  const { maxUnavailable, maxSurge } = spec.strategy.rollingUpdate ?? {};
  let spare = scaled(maxUnavailable, spec.replicas, 'down');
  if (
    spec.strategy.type === 'RollingUpdate' &&
    spare === 0 &&
    scaled(maxSurge, spec.replicas, 'up') === 0
  ) {
    spare = 1;
  }
  const enough = available >= spec.replicas - spare;
  let conditions: any[] = before.conditions ?? [];
  const setCondition = (
    type: string,
    status: string,
    reason: string,
    message: string,
  ) => {
    const old = condition({ ...deployment, status: { conditions } }, type);
    const next = withCondition(
      conditions,
      { type, status, reason, message },
      now,
    );
    if (next === conditions) return;
    conditions = next.map(c =>
      c.type === type && c !== old ? { ...c, lastUpdateTime: now } : c,
    );
  };
  if (enough) {
    setCondition(
      'Available',
      'True',
      'MinimumReplicasAvailable',
      'Deployment has minimum availability.',
    );
  } else {
    setCondition(
      'Available',
      'False',
      'MinimumReplicasUnavailable',
      'Deployment does not have minimum availability.',
    );
  }
  const old = condition(deployment, 'Progressing');
  const what = set
    ? `ReplicaSet "${set.metadata.name}"`
    : `Deployment "${metadata.name}"`;
  const complete =
    updated === spec.replicas &&
    total === spec.replicas &&
    available === spec.replicas &&
    set !== undefined;
  let nextMs: number | undefined;
  if (spec.paused) {
    if (old?.reason !== 'DeploymentPaused') {
      setCondition(
        'Progressing',
        'Unknown',
        'DeploymentPaused',
        'Deployment is paused',
      );
    }
  } else if (old?.reason === 'DeploymentPaused') {
    setCondition(
      'Progressing',
      'Unknown',
      'DeploymentResumed',
      'Deployment is resumed',
    );
  } else if (complete) {
    setCondition(
      'Progressing',
      'True',
      'NewReplicaSetAvailable',
      `${what} has successfully progressed.`,
    );
  } else if (
    old?.reason !== 'NewReplicaSetAvailable' ||
    updated < spec.replicas ||
    total > updated ||
    before.observedGeneration !== metadata.generation
  ) {
    const progressed =
      updated > (before.updatedReplicas ?? 0) ||
      ready > (before.readyReplicas ?? 0) ||
      available > (before.availableReplicas ?? 0) ||
      total - updated < (before.replicas ?? 0) - (before.updatedReplicas ?? 0);
    const deadline = (spec.progressDeadlineSeconds ?? 600) * 1000;
    const waited = context.elapsed(old?.lastUpdateTime);
    const isTemplateNew =
      old?.reason === 'NewReplicaSetAvailable' && updated < spec.replicas;
    if (!old || progressed || isTemplateNew) {
      setCondition(
        'Progressing',
        'True',
        old ? 'ReplicaSetUpdated' : 'NewReplicaSetCreated',
        old
          ? `${what} is progressing.`
          : `Created new replica set "${set?.metadata.name}"`,
      );
      conditions = conditions.map(c =>
        c.type === 'Progressing' ? { ...c, lastUpdateTime: now } : c,
      );
      nextMs = deadline;
    } else if (old.reason !== 'ProgressDeadlineExceeded') {
      if (old.reason === 'NewReplicaSetAvailable') {
        // A finished rollout that lost pods later does not time out.
      } else if (waited >= deadline) {
        setCondition(
          'Progressing',
          'False',
          'ProgressDeadlineExceeded',
          `${what} has timed out progressing.`,
        );
      } else nextMs = deadline - waited + 50;
    }
  }
  return {
    nextMs,
    status: {
      observedGeneration: metadata.generation,
      ...(total ? { replicas: total } : {}),
      ...(updated ? { updatedReplicas: updated } : {}),
      ...(ready ? { readyReplicas: ready } : {}),
      ...(available ? { availableReplicas: available } : {}),
      ...(unavailable ? { unavailableReplicas: unavailable } : {}),
      terminatingReplicas: sum(all, 'terminatingReplicas'),
      conditions,
    },
  };
}
