import type { Status } from '@vtasker/backstage-plugin-service-manager-common';
import type { WorkloadSnapshot } from '../types';
import { cronJobFinding, jobFinding } from './batch';
import { replicatedFinding } from './replicated';

/** The status of a workload from what was last seen of it and its pods. */
export function deriveWorkloadStatus(
  snapshot: WorkloadSnapshot,
  now: Date,
): Status {
  const { workload } = snapshot;
  switch (workload?.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
      return replicatedFinding({ ...snapshot, workload }, now);
    case 'Job':
      return jobFinding({ ...snapshot, workload }, now);
    case 'CronJob':
      return cronJobFinding({ ...snapshot, workload }, now);
    default:
      return {
        state: 'unknown',
        reason: 'NotObserved',
        message: 'Nothing has been seen of this workload',
        evidence: [],
      };
  }
}
