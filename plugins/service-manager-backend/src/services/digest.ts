import type { WorkloadView } from '@vtasker/backstage-plugin-service-manager-common';
import {
  deriveServiceStatus,
  deriveWorkloadStatus,
  imageVersion,
  ownersOf,
  replicaCounts,
  ServicePart,
  ViewOptions,
  WorkloadSnapshot,
} from '../workloads';
import { containersOf, restartsOf } from '../workloads/status';
import type { ServiceCondition } from './problem';

/** The part of a fleet row that comes from the clusters. */
export interface ServiceDigest extends ServiceCondition {
  clusters: string[];
  desired: number;
  ready: number;
  restarts: number;
  versions: string[];
  owners: WorkloadView['owners'][number]['kind'][];
}

/**
 * A row without the views behind it: thousands of them are made at a time.
 * `without` says how a service is of which nothing is seen.
 */
export function digestOf(
  snapshots: WorkloadSnapshot[],
  now: Date,
  without: () => ServiceCondition,
  options?: ViewOptions,
): ServiceDigest {
  const digest: Omit<ServiceDigest, 'status' | 'problem'> = {
    clusters: [],
    desired: 0,
    ready: 0,
    restarts: 0,
    versions: [],
    owners: [],
  };
  const clusters = new Set<string>();
  const versions = new Set<string>();
  const owners = new Set<ServiceDigest['owners'][number]>();
  const parts: ServicePart[] = [];
  for (const snapshot of snapshots) {
    const { workload, pods } = snapshot;
    const { kind, metadata, spec } = workload;
    parts.push({
      kind,
      name: metadata.name,
      status: deriveWorkloadStatus(snapshot, now),
    });
    clusters.add(snapshot.cluster);
    const counts = replicaCounts(workload);
    digest.desired += counts?.desired ?? 0;
    digest.ready += counts?.ready ?? 0;
    for (const pod of pods) digest.restarts += restartsOf(containersOf(pod));
    for (const { image } of spec.template.containers) {
      const version = imageVersion(image);
      if (version) versions.add(version);
    }
    for (const owner of ownersOf(snapshot, options)) owners.add(owner.kind);
  }
  return {
    ...conditionOf(parts, now, without),
    ...digest,
    clusters: [...clusters],
    versions: [...versions].sort(),
    owners: [...owners],
  };
}

/** How a service is, by its parts; where there are none, as `without` says. */
export function conditionOf(
  parts: ServicePart[],
  now: Date,
  without: () => ServiceCondition,
): ServiceCondition {
  return parts.length ? { status: deriveServiceStatus(parts, now) } : without();
}
