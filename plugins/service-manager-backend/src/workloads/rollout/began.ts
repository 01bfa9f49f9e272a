import type { ReplicaSet } from '../objects';
import type { WorkloadSnapshot } from '../types';
import { revisionOf } from './deployment';

/**
 * When the rollout of a Deployment that is under way began; undefined where
 * nothing tells. Its condition `Progressing` does not: it is `True` from one
 * rollout to the next, and so is the time of its last transition.
 */
export function rolloutBegan(snapshot: WorkloadSnapshot): string | undefined {
  const { workload, replicaSets = [], pods = [] } = snapshot;
  const revision = revisionOf(workload.metadata);
  const newest =
    revision === undefined
      ? undefined
      : replicaSets.find(set => revisionOf(set?.metadata) === revision);
  if (!newest) return undefined;
  const before = Math.max(
    ...replicaSets.filter(set => set !== newest).map(createdAt),
  );
  if (createdAt(newest) > before) return newest.metadata?.creationTimestamp;
  // Rolled back: the ReplicaSet was there before. Its pods of this time were
  // made after whatever is rolled back.
  const [first] = pods
    .filter(
      pod =>
        createdAt(pod) >= before &&
        pod?.metadata?.ownerReferences?.some(
          ({ uid }) => uid === newest.metadata?.uid,
        ),
    )
    .sort((a, b) => createdAt(a) - createdAt(b));
  return first?.metadata?.creationTimestamp;
}

function createdAt(object: Pick<ReplicaSet, 'metadata'> | undefined): number {
  return Date.parse(object?.metadata?.creationTimestamp ?? '') || 0;
}
