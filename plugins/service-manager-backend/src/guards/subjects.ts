import type { Guard } from '@vtasker/backstage-plugin-service-manager-common';
import { replicaCounts, WorkloadSnapshot, workloadRef } from '../workloads';
import type { GuardInput } from './types';

/** `Deployment web`. */
export function nameOf({ workload }: WorkloadSnapshot): string {
  return `${workload.kind} ${workload.metadata.name}`;
}

export function idOf({ cluster, workload }: WorkloadSnapshot): string {
  const { namespace, name } = workload.metadata;
  return workloadRef({ cluster, namespace, kind: workload.kind, name }).id;
}

const NAMED = 5;

/** `a`, `a and b`, `a, b and 4 more`. */
export function enumerate(items: string[]): string {
  const unique = [...new Set(items)];
  const shown = unique.slice(0, NAMED);
  const rest = unique.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}

export function plural(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

type Draft = Omit<Guard, 'workload' | 'title'> & {
  /** The title after the names: `has a single pod.` */
  title: (names: string, several: boolean) => string;
};

/**
 * The guards of several workloads, as one where they say the same: somebody
 * who stops ten workloads reads a sentence once.
 */
export function perWorkload(
  snapshots: WorkloadSnapshot[],
  draft: (snapshot: WorkloadSnapshot) => Draft | Draft[] | undefined,
): Guard[] {
  const groups = new Map<
    string,
    { draft: Draft; snapshots: WorkloadSnapshot[] }
  >();
  for (const snapshot of snapshots) {
    for (const found of [draft(snapshot) ?? []].flat()) {
      const key = [
        found.code,
        found.severity,
        found.title('', false),
        found.detail,
        found.advice,
      ].join('\n');
      const group = groups.get(key);
      if (group) group.snapshots.push(snapshot);
      else groups.set(key, { draft: found, snapshots: [snapshot] });
    }
  }
  return [...groups.values()].map(group => {
    const several = group.snapshots.length > 1;
    const { title, ...rest } = group.draft;
    return {
      ...rest,
      title: title(enumerate(group.snapshots.map(nameOf)), several),
      ...(several ? {} : { workload: idOf(group.snapshots[0]) }),
    };
  });
}

/** How many pods the verb leaves; undefined where it does not say. */
export function replicasAfter(
  input: GuardInput,
  snapshot: WorkloadSnapshot,
): number | undefined {
  if (input.verb === 'stop') return 0;
  if (input.verb === 'scale' && 'replicas' in input.parameters) {
    return input.parameters.replicas;
  }
  return input.verb === 'start'
    ? undefined
    : replicaCounts(snapshot.workload)?.desired;
}

/** The verbs that replace pods. */
export function replacesPods({ verb }: GuardInput): boolean {
  return verb === 'restart' || verb === 'deploy' || verb === 'rollback';
}
