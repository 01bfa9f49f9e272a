import type { Workload } from '../objects';
import type { ReplicaCounts } from './types';

/** The counts of a workload; undefined for a CronJob, which has none. */
export function replicaCounts(workload: Workload): ReplicaCounts | undefined {
  switch (workload.kind) {
    case 'Deployment':
    case 'StatefulSet':
      return {
        desired: workload.spec?.replicas ?? 1,
        current: workload.status?.replicas ?? 0,
        ready: workload.status?.readyReplicas ?? 0,
        updated: workload.status?.updatedReplicas ?? 0,
        available: workload.status?.availableReplicas ?? 0,
      };
    case 'DaemonSet':
      return {
        desired: workload.status?.desiredNumberScheduled ?? 0,
        current: workload.status?.currentNumberScheduled ?? 0,
        ready: workload.status?.numberReady ?? 0,
        updated: workload.status?.updatedNumberScheduled ?? 0,
        available: workload.status?.numberAvailable ?? 0,
      };
    case 'Job': {
      const active = workload.status?.active ?? 0;
      const ready = workload.status?.ready ?? 0;
      return {
        desired: workload.spec?.suspend ? 0 : workload.spec?.parallelism ?? 1,
        current: active,
        ready,
        updated: active,
        available: ready,
      };
    }
    default:
      return undefined;
  }
}
