import type { HorizontalPodAutoscaler, Job, Pod } from '../objects';
import type { ReplicaSet, ScaledObject, Workload } from '../objects';
import type { WorkloadSnapshot } from '../types';
import type { ClusterStore } from './ClusterStore';
import { newestFirst } from './relations';
import type { UsageTable } from './usage';

/** Gathers what belongs to a workload; a cost of its parts, not of the cache. */
export function snapshotOf(
  cluster: string,
  store: ClusterStore,
  usage: UsageTable | undefined,
  workload: Workload,
): WorkloadSnapshot {
  const parts = store.partsOf(workload.metadata.uid);
  const replicaSets = parts.filter(
    (part): part is ReplicaSet => part.kind === 'ReplicaSet',
  );
  const jobs = parts.filter((part): part is Job => part.kind === 'Job');
  const pods = [
    ...parts,
    ...[...replicaSets, ...jobs].flatMap(part =>
      store.partsOf(part.metadata.uid),
    ),
  ]
    .filter((part): part is Pod => part.kind === 'Pod')
    .sort(byName);
  const scalers = store.scalersOf(workload);
  return {
    cluster,
    workload,
    replicaSets: replicaSets.sort(byName),
    jobs: workload.kind === 'CronJob' ? jobs.sort(byName) : undefined,
    pods,
    hpa: scalers.find(
      (scaler): scaler is HorizontalPodAutoscaler =>
        scaler.kind === 'HorizontalPodAutoscaler',
    ),
    scaledObject: scalers.find(
      (scaler): scaler is ScaledObject => scaler.kind === 'ScaledObject',
    ),
    disruptionBudgets: store.budgetsOf(workload).sort(byName),
    events: [workload, ...replicaSets, ...jobs, ...pods, ...scalers]
      .flatMap(object => store.eventsAbout(object))
      .sort(newestFirst),
    usage: usage && usageOf(usage, workload, pods),
  };
}

function usageOf(table: UsageTable, workload: Workload, pods: Pod[]) {
  const own: NonNullable<WorkloadSnapshot['usage']> = new Map();
  const inNamespace = table.get(workload.metadata.namespace);
  for (const { metadata } of pods) {
    const used = inNamespace?.get(metadata.name);
    if (used) {
      own.set(metadata.name, used);
    }
  }
  return own;
}

type Named = { metadata: { name: string } };

function byName(a: Named, b: Named): number {
  if (a.metadata.name === b.metadata.name) {
    return 0;
  }
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
