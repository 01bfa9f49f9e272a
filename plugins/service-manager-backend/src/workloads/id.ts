import { createHash } from 'crypto';
import type {
  WorkloadKind,
  WorkloadRef,
} from '@vtasker/backstage-plugin-service-manager-common';

/**
 * The reference of a workload with its opaque id. The id is a digest, so that
 * a client can repeat it but not make one up for a workload of its choice; it
 * is only ever looked up among the workloads of an authorised entity.
 */
export function workloadRef(place: {
  cluster: string;
  namespace: string;
  kind: WorkloadKind;
  name: string;
}): WorkloadRef {
  const { cluster, namespace, kind, name } = place;
  const id = createHash('sha256')
    .update([cluster, namespace, kind, name].join('\n'))
    .digest('hex')
    .slice(0, 16);
  return { id, cluster, namespace, kind, name };
}
