import { objectPath } from '../cluster/places';
import type { PlannedWrite, WorkloadState } from '../types';

/**
 * An OrderedReady StatefulSet waits for a pod to become ready before it takes
 * a new revision to it, so a pod that can never become ready holds up its own
 * cure (kubernetes/kubernetes#67250). After the template is mended, the
 * not-ready pod that is still on the bad revision has to go. Never before:
 * the controller would make it anew from the bad template.
 */
export function stuckPodWrites(state: WorkloadState): PlannedWrite[] {
  const { ref, object, snapshot } = state;
  if (
    ref.kind !== 'StatefulSet' ||
    (object.spec.podManagementPolicy ?? 'OrderedReady') !== 'OrderedReady' ||
    object.spec.updateStrategy?.type === 'OnDelete'
  ) {
    return [];
  }
  const bad = object.status?.updateRevision;
  return snapshot.pods
    .filter(pod => {
      const ready = pod.status.conditions?.find(c => c.type === 'Ready');
      const revision = pod.metadata.labels?.['controller-revision-hash'];
      return (
        ready?.status !== 'True' &&
        !pod.metadata.deletionTimestamp &&
        bad !== undefined &&
        revision === bad
      );
    })
    .map(pod => ({
      id: `${ref.id}:pod:${pod.metadata.name}`,
      workload: ref,
      cluster: ref.cluster,
      path: objectPath('Pod', ref.namespace, pod.metadata.name),
      object: `Pod/${pod.metadata.name}`,
      title: `Delete ${pod.metadata.name}, which is stuck on the bad revision`,
      action: { type: 'delete-pod' as const, revision: bad },
      fields: [],
      state: 'pending' as const,
    }));
}
