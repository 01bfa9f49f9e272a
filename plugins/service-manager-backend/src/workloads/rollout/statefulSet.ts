import type { StatefulSet } from '../objects';
import { isObserved } from './conditions';
import { replicaCounts } from './counts';
import { notObserved, onDelete } from './early';
import type { RolloutProgress } from './types';
import { pods } from './words';

/** How many pods the partition lets the controller update. */
export function partitionedTotal(statefulSet: StatefulSet): number {
  const replicas = statefulSet.spec?.replicas ?? 1;
  const partition = statefulSet.spec?.updateStrategy?.partition ?? 0;
  return Math.max(0, replicas - partition);
}

/** The rules of `kubectl rollout status statefulset`. */
export function statefulSetProgress(statefulSet: StatefulSet): RolloutProgress {
  const { desired, current, ready, updated, available } =
    replicaCounts(statefulSet)!;
  const { updateRevision, currentRevision } = statefulSet.status ?? {};
  const partition = statefulSet.spec?.updateStrategy?.partition ?? 0;
  const allowed = partitionedTotal(statefulSet);
  // Once a rollout has ended the two revisions are the same, and what is
  // updated is what is current.
  const sameRevision =
    updateRevision !== undefined && updateRevision === currentRevision;
  const onRevision = sameRevision ? Math.max(updated, current) : updated;
  const progress = {
    done: Math.min(desired, onRevision, ready, available),
    total: partition > 0 ? allowed : desired,
  };
  progress.done = Math.min(progress.done, progress.total);
  if (statefulSet.spec?.updateStrategy?.type === 'OnDelete') {
    return onDelete(progress);
  }
  if (!isObserved(statefulSet)) {
    return notObserved('StatefulSet', progress.total);
  }
  const waiting = (message: string): RolloutProgress => ({
    state: 'progressing',
    reason: 'RollingUpdate',
    message,
    progress,
  });
  if (ready < desired) {
    return waiting(`${ready} of ${pods(desired)} ready`);
  }
  if (partition > 0) {
    if (updated < allowed) {
      return waiting(
        `${updated} of ${pods(allowed)} that the partition allows updated`,
      );
    }
  } else if (updateRevision !== currentRevision) {
    return waiting(`${updated} of ${pods(desired)} updated`);
  }
  // kubectl does not look at these two. Ready counts before minReadySeconds
  // are over, and after scaling down it counts pods that are still to go.
  if (available < desired) {
    return waiting(`${available} of ${pods(desired)} available`);
  }
  if (current > desired) {
    return waiting(`${pods(current - desired)} still to stop`);
  }
  return {
    state: 'done',
    reason: partition > 0 ? 'PartitionedRollout' : 'RolledOut',
    message:
      partition > 0
        ? `${pods(
            updated,
          )} updated; partition ${partition} keeps the others on the earlier version`
        : `All ${pods(desired)} have the asked-for version and are available`,
    progress,
  };
}
