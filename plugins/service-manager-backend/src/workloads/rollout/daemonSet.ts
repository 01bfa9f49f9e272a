import type { DaemonSet } from '../objects';
import { isObserved } from './conditions';
import { replicaCounts } from './counts';
import { notObserved, onDelete } from './early';
import type { RolloutProgress } from './types';
import { pods } from './words';

/** The rules of `kubectl rollout status daemonset`. */
export function daemonSetProgress(daemonSet: DaemonSet): RolloutProgress {
  const { desired, updated, available } = replicaCounts(daemonSet)!;
  const progress = {
    done: Math.min(desired, updated, available),
    total: desired,
  };
  if (daemonSet.spec?.updateStrategy?.type === 'OnDelete') {
    return onDelete(progress);
  }
  if (!isObserved(daemonSet)) {
    return notObserved('DaemonSet', desired);
  }
  if (updated < desired) {
    return {
      state: 'progressing',
      reason: 'RollingUpdate',
      message: `${updated} of ${pods(desired)} updated`,
      progress,
    };
  }
  if (available < desired) {
    return {
      state: 'progressing',
      reason: 'RollingUpdate',
      message: `${available} of ${pods(desired)} available`,
      progress,
    };
  }
  return {
    state: 'done',
    reason: 'RolledOut',
    message: `All ${pods(
      desired,
    )} have the asked-for version and are available`,
    progress,
  };
}
