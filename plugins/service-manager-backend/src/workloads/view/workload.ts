import type {
  RolloutView,
  WorkloadView,
} from '@vtasker/backstage-plugin-service-manager-common';
import { workloadRef } from '../id';
import type { PodTemplate, Workload } from '../objects';
import {
  isRollingOut,
  replicaCounts,
  rolloutProgress,
  trueCondition,
  updatedAvailable,
} from '../rollout';
import {
  deriveWorkloadStatus,
  eventsByPod,
  readStopMemory,
  sortEvents,
  sortPods,
} from '../status';
import type { WorkloadSnapshot } from '../types';
import { autoscalerOf } from './autoscaler';
import { imageVersion } from './image';
import { OwnerOptions, ownersOf } from './owners';
import { viewPod } from './pod';
import { podResources, usageOf } from './resources';

/** What can be set for the views from the portal's configuration. */
export type ViewOptions = OwnerOptions;

function strategyOf(workload: Workload): string | undefined {
  switch (workload.kind) {
    case 'Deployment':
      return workload.spec?.strategy?.type;
    case 'StatefulSet':
    case 'DaemonSet':
      return workload.spec?.updateStrategy?.type;
    default:
      return undefined;
  }
}

function revisionOf(workload: Workload): number | undefined {
  if (workload.kind !== 'Deployment') return undefined;
  const value = Number(
    workload.metadata?.annotations?.['deployment.kubernetes.io/revision'],
  );
  return Number.isInteger(value) ? value : undefined;
}

function imagesOf(template: PodTemplate | undefined): WorkloadView['images'] {
  return [...(template?.containers ?? []), ...(template?.initContainers ?? [])]
    .filter(Boolean)
    .map(({ name, image }) => ({
      container: name ?? '',
      image: image ?? '',
      version: imageVersion(image),
    }));
}

/** Available pods of the new revision. */
function newPodsAvailable(snapshot: WorkloadSnapshot): number {
  const { workload } = snapshot;
  if (workload.kind === 'Deployment') {
    return updatedAvailable(workload, snapshot.replicaSets ?? []);
  }
  const { updated, available } = replicaCounts(workload)!;
  if (workload.kind === 'StatefulSet') {
    const revision = workload.status?.updateRevision;
    return (snapshot.pods ?? []).filter(
      pod =>
        revision !== undefined &&
        pod?.metadata?.labels?.['controller-revision-hash'] === revision &&
        trueCondition(pod.status?.conditions, 'Ready'),
    ).length;
  }
  return Math.min(updated, available);
}

function rolloutOf(
  snapshot: WorkloadSnapshot,
  now: Date,
): RolloutView | undefined {
  if (!isRollingOut(snapshot)) return undefined;
  const { current, updated, desired } = replicaCounts(snapshot.workload)!;
  return {
    updated,
    available: newPodsAvailable(snapshot),
    old: Math.max(0, current - updated),
    desired,
    message: rolloutProgress(snapshot, now).message,
  };
}

function disruptionBudgetOf(
  snapshot: WorkloadSnapshot,
): WorkloadView['disruptionBudget'] {
  const [strictest] = (snapshot.disruptionBudgets ?? [])
    .filter(Boolean)
    .map(budget => ({
      name: budget.metadata?.name ?? '',
      disruptionsAllowed: budget.status?.disruptionsAllowed ?? 0,
    }))
    .sort((a, b) => a.disruptionsAllowed - b.disruptionsAllowed);
  return strictest;
}

/** A workload as a person sees it. */
export function viewWorkload(
  snapshot: WorkloadSnapshot,
  now: Date,
  options: ViewOptions = {},
): WorkloadView {
  const { workload, cluster } = snapshot;
  const { metadata, kind, spec } = workload;
  // Each pod looks through its own events only: a workload may have many.
  const events = eventsByPod(sortEvents(snapshot.events));
  return {
    ref: workloadRef({
      cluster,
      namespace: metadata?.namespace ?? '',
      kind,
      name: metadata?.name ?? '',
    }),
    status: deriveWorkloadStatus(snapshot, now),
    createdAt: metadata?.creationTimestamp ?? '',
    replicas: replicaCounts(workload),
    revision: revisionOf(workload),
    paused: kind === 'Deployment' ? workload.spec?.paused ?? false : undefined,
    strategy: strategyOf(workload),
    images: imagesOf(spec?.template),
    requests: podResources(spec?.template, 'requests'),
    limits: podResources(spec?.template, 'limits'),
    usage: usageOf(snapshot),
    owners: ownersOf(snapshot, options),
    autoscaler: autoscalerOf(snapshot),
    disruptionBudget: disruptionBudgetOf(snapshot),
    schedule:
      kind === 'CronJob'
        ? {
            cron: workload.spec?.schedule ?? '',
            timeZone: workload.spec?.timeZone,
            suspended: workload.spec?.suspend ?? false,
            active: workload.status?.active ?? 0,
            lastScheduledAt: workload.status?.lastScheduleTime,
          }
        : undefined,
    rollout: rolloutOf(snapshot, now),
    stopped: readStopMemory(workload),
    pods: sortPods(snapshot.pods).map(pod =>
      viewPod(pod, events.get(pod.metadata?.name ?? '') ?? [], now),
    ),
  };
}
