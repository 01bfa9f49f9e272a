import { rolloutProgress, type WorkloadSnapshot } from '../../workloads';
import { podsText } from '../pure/replicas';
import type { Goal } from '../types';

/** How near the cluster is to what an operation waits for. */
export interface Seen {
  state: 'waiting' | 'done' | 'failed';
  message: string;
  progress?: { done: number; total: number };
}

/** Pods that exist for the service; an evicted one stays but runs nothing. */
export function livePods(snapshot: WorkloadSnapshot) {
  return snapshot.pods.filter(
    pod => pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed',
  );
}

/** What the cluster itself says is wrong, in its own words. */
export function clusterWords(snapshot: WorkloadSnapshot): string | undefined {
  const { workload } = snapshot;
  const conditions =
    'conditions' in workload.status ? workload.status.conditions ?? [] : [];
  const failure = conditions.find(
    c => c.type === 'ReplicaFailure' && c.status === 'True',
  );
  if (failure?.message) return failure.message;
  for (const pod of livePods(snapshot)) {
    for (const status of [
      ...(pod.status.initContainerStatuses ?? []),
      ...(pod.status.containerStatuses ?? []),
    ]) {
      const waiting = status.state?.waiting;
      const reason = waiting?.reason;
      if (
        reason &&
        reason !== 'ContainerCreating' &&
        reason !== 'PodInitializing'
      ) {
        return [`${pod.metadata.name}: ${reason}`, waiting?.message]
          .filter(Boolean)
          .join(': ');
      }
    }
    const unschedulable = pod.status.conditions?.find(
      c => c.type === 'PodScheduled' && c.status === 'False',
    );
    if (unschedulable?.message) {
      return `${pod.metadata.name}: ${unschedulable.message}`;
    }
  }
  const warning = snapshot.events.find(event => event.type === 'Warning');
  return warning && `${warning.reason}: ${warning.message}`;
}

function stopped(snapshot: WorkloadSnapshot, total: number): Seen {
  const status = snapshot.workload.status as { replicas?: number };
  const left = Math.max(livePods(snapshot).length, status.replicas ?? 0);
  if (left === 0) {
    return {
      state: 'done',
      message: 'No pods are left.',
      progress: { done: total, total },
    };
  }
  return {
    state: 'waiting',
    message: `${podsText(left)} still to stop.`,
    progress: { done: Math.max(0, total - left), total: Math.max(total, left) },
  };
}

function scaled(snapshot: WorkloadSnapshot, replicas: number): Seen {
  const status = snapshot.workload.status as {
    replicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
  };
  const ready = Math.min(
    status.readyReplicas ?? 0,
    status.availableReplicas ?? 0,
  );
  const extra = (status.replicas ?? 0) - replicas;
  const progress = { done: Math.min(ready, replicas), total: replicas };
  if (extra > 0) {
    return {
      state: 'waiting',
      message: `${podsText(extra)} still to stop.`,
      progress,
    };
  }
  if (ready >= replicas && extra === 0) {
    return {
      state: 'done',
      message: `${ready} of ${podsText(replicas)} ready.`,
      progress,
    };
  }
  return {
    state: 'waiting',
    message: [
      `${ready} of ${podsText(replicas)} ready.`,
      clusterWords(snapshot),
    ]
      .filter(Boolean)
      .join(' '),
    progress,
  };
}

function rolledOut(snapshot: WorkloadSnapshot, now: Date): Seen {
  const { state, message, progress } = rolloutProgress(snapshot, now);
  switch (state) {
    case 'done':
      return { state: 'done', message, progress };
    case 'not-applicable':
      // OnDelete: the controller has it; pods follow when they are deleted.
      return { state: 'done', message };
    case 'failed':
      return {
        state: 'failed',
        message: [message, clusterWords(snapshot)].filter(Boolean).join(' '),
        progress,
      };
    default:
      return { state: 'waiting', message, progress };
  }
}

/**
 * Whether the cluster shows what was asked. Only for a snapshot that is not
 * older than the write.
 */
export function evaluateGoal(
  goal: Pick<Goal, 'kind' | 'replicas'>,
  snapshot: WorkloadSnapshot,
  options: { now: Date; podsBefore: number },
): Seen {
  const { workload } = snapshot;
  const { generation } = workload.metadata;
  const observed = (workload.status as { observedGeneration?: number })
    .observedGeneration;
  // A CronJob has no observed generation: its controller reads the spec.
  if (
    workload.kind !== 'CronJob' &&
    generation !== undefined &&
    (observed ?? 0) < generation
  ) {
    return {
      state: 'waiting',
      message: `The ${workload.kind} controller has not yet seen the change.`,
    };
  }
  switch (goal.kind) {
    case 'stopped':
      return stopped(snapshot, options.podsBefore);
    case 'scaled':
      return scaled(snapshot, goal.replicas ?? 0);
    case 'rollout':
      return rolledOut(snapshot, options.now);
    default:
      return { state: 'done', message: 'The cluster has taken it up.' };
  }
}
