import type { WorkloadKind } from '@vtasker/backstage-plugin-service-manager-common';
import type { Target } from '../types';
import { matchesSelector } from './matchesSelector';

/** Whether a workload is one of those that a target names. */
export function matchesTarget(
  target: Target,
  workload: {
    cluster: string;
    namespace: string;
    kind: WorkloadKind;
    name: string;
    labels: Record<string, string> | undefined;
  },
): boolean {
  return (
    (target.cluster === undefined || target.cluster === workload.cluster) &&
    (target.namespace === undefined ||
      target.namespace === workload.namespace) &&
    (!target.only ||
      target.only.some(
        ({ kind, name }) => kind === workload.kind && name === workload.name,
      )) &&
    matchesSelector(target.selector, workload.labels)
  );
}
