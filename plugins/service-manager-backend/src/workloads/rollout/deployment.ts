import type { Deployment, ReplicaSet } from '../objects';
import { conditionOf, isObserved } from './conditions';
import { replicaCounts } from './counts';
import { notObserved } from './early';
import type { RolloutProgress } from './types';
import { pods } from './words';

/** Of a Deployment the newest, of a ReplicaSet its own. */
export function revisionOf(
  metadata: Deployment['metadata'] | undefined,
): string | undefined {
  return metadata?.annotations?.['deployment.kubernetes.io/revision'];
}

/**
 * Available pods of the current revision. A Deployment's own
 * `availableReplicas` counts those of earlier revisions too, so it is taken
 * from the current ReplicaSet where that has been seen.
 */
export function updatedAvailable(
  deployment: Deployment,
  replicaSets: ReplicaSet[],
): number {
  const { current, updated, available } = replicaCounts(deployment)!;
  const revision = revisionOf(deployment.metadata);
  const newest =
    revision === undefined
      ? undefined
      : replicaSets.find(set => revisionOf(set?.metadata) === revision);
  const seen = newest
    ? newest.status?.availableReplicas ?? 0
    : available - Math.max(0, current - updated);
  return Math.max(0, Math.min(updated, seen));
}

/** The rules of `kubectl rollout status deployment`. */
export function deploymentProgress(
  deployment: Deployment,
  replicaSets: ReplicaSet[],
): RolloutProgress {
  const counts = replicaCounts(deployment)!;
  const { desired, current, updated, available } = counts;
  const progress = {
    done: Math.min(desired, updatedAvailable(deployment, replicaSets)),
    total: desired,
  };
  if (!isObserved(deployment)) {
    return notObserved('Deployment', desired);
  }
  const old = Math.max(0, current - updated);
  const done = updated >= desired && old === 0 && available >= updated;
  if (!done && deployment.spec?.paused) {
    // An earlier ProgressDeadlineExceeded stays on a paused Deployment, but
    // the deadline is not evaluated while it is paused.
    return {
      state: 'progressing',
      reason: 'DeploymentPaused',
      message: `The rollout is paused: ${updated} of ${pods(desired)} updated`,
      progress,
    };
  }
  const progressing = conditionOf(deployment.status?.conditions, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return {
      state: 'failed',
      reason: 'ProgressDeadlineExceeded',
      message: `The rollout made no progress for ${
        deployment.spec?.progressDeadlineSeconds ?? 600
      } s: ${progress.done} of ${pods(desired)} of the new version available`,
      progress,
    };
  }
  if (updated < desired) {
    return {
      state: 'progressing',
      reason: 'ReplicaSetUpdated',
      message: `${updated} of ${pods(desired)} updated`,
      progress,
    };
  }
  if (old > 0) {
    return {
      state: 'progressing',
      reason: 'ReplicaSetUpdated',
      message: `${pods(old)} of the earlier version still to stop`,
      progress,
    };
  }
  if (!done) {
    return {
      state: 'progressing',
      reason: 'MinimumReplicasUnavailable',
      message: `${available} of ${pods(updated)} available`,
      progress,
    };
  }
  return {
    state: 'done',
    reason: 'NewReplicaSetAvailable',
    message:
      desired === 0
        ? 'No pods are wanted and none are left'
        : `All ${pods(desired)} have the asked-for version and are available`,
    progress,
  };
}
