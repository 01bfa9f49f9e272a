import type { WorkloadSnapshot } from '../types';
import { conditionOf, isObserved } from './conditions';
import { replicaCounts } from './counts';
import { daemonSetProgress } from './daemonSet';
import { deploymentProgress } from './deployment';
import { cronJobProgress, jobProgress } from './job';
import { statefulSetProgress } from './statefulSet';
import type { RolloutProgress } from './types';

/**
 * Whether the cluster shows what the spec asks for, by the rules of
 * `kubectl rollout status`. The clock is taken because all derivations take
 * it; the rules themselves need none.
 */
export function rolloutProgress(
  snapshot: WorkloadSnapshot,
  _now: Date,
): RolloutProgress {
  const progress = byKind(snapshot);
  return { ...progress, message: progress.message.replace(/\.?$/, '.') };
}

function byKind(snapshot: WorkloadSnapshot): RolloutProgress {
  const { workload } = snapshot;
  switch (workload.kind) {
    case 'Deployment':
      return deploymentProgress(workload, snapshot.replicaSets ?? []);
    case 'StatefulSet':
      return statefulSetProgress(workload);
    case 'DaemonSet':
      return daemonSetProgress(workload);
    case 'Job':
      return jobProgress(workload);
    default:
      return cronJobProgress(workload);
  }
}

/**
 * Whether pods are being exchanged for those of another revision. Missing
 * pods alone are no rollout: they may have died long after the last one.
 */
export function isRollingOut(snapshot: WorkloadSnapshot): boolean {
  const { workload } = snapshot;
  const counts = replicaCounts(workload);
  if (!counts || workload.kind === 'CronJob' || workload.kind === 'Job') {
    return false;
  }
  if (counts.desired === 0 || !isObserved(workload)) return false;
  if (workload.kind === 'StatefulSet') {
    const { updateRevision, currentRevision } = workload.status;
    return (
      workload.spec?.updateStrategy?.type !== 'OnDelete' &&
      updateRevision !== undefined &&
      updateRevision !== currentRevision &&
      statefulSetProgress(workload).state !== 'done'
    );
  }
  if (workload.kind === 'DaemonSet') {
    return (
      workload.spec?.updateStrategy?.type !== 'OnDelete' &&
      counts.updated < counts.desired
    );
  }
  if (deploymentProgress(workload, snapshot.replicaSets ?? []).state === 'done')
    return false;
  const condition = conditionOf(workload.status?.conditions, 'Progressing');
  return (
    counts.current > counts.updated ||
    (condition !== undefined && condition.reason !== 'NewReplicaSetAvailable')
  );
}
