import type { WorkloadView } from '@vtasker/backstage-plugin-service-manager-common';
import type { WorkloadSnapshot } from '../types';

const PAUSED = 'autoscaling.keda.sh/paused';
const PAUSED_REPLICAS = 'autoscaling.keda.sh/paused-replicas';

/**
 * The autoscaler of a workload. Behind a ScaledObject stands an HPA of KEDA's
 * own; the ScaledObject is what a person edits.
 */
export function autoscalerOf(
  snapshot: WorkloadSnapshot,
): WorkloadView['autoscaler'] {
  const { scaledObject, hpa } = snapshot;
  if (scaledObject) {
    const annotations = scaledObject.metadata?.annotations ?? {};
    const paused =
      annotations[PAUSED_REPLICAS] !== undefined ||
      annotations[PAUSED] === 'true';
    return {
      kind: 'KEDA',
      name: scaledObject.metadata?.name ?? '',
      min: scaledObject.spec?.minReplicaCount ?? 0,
      max: scaledObject.spec?.maxReplicaCount ?? 100,
      ...(paused ? { paused } : {}),
    };
  }
  if (!hpa) return undefined;
  return {
    kind: 'HPA',
    name: hpa.metadata?.name ?? '',
    min: hpa.spec?.minReplicas ?? 1,
    max: hpa.spec?.maxReplicas ?? 1,
    // An HPA whose target has 0 replicas does nothing until it has some.
    ...(snapshot.workload.kind !== 'DaemonSet' &&
    'replicas' in (snapshot.workload.spec ?? {}) &&
    (snapshot.workload.spec as { replicas?: number }).replicas === 0 &&
    hpa.spec?.minReplicas !== 0
      ? { paused: true }
      : {}),
  };
}
