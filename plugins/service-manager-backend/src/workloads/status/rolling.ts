import type { Workload } from '../objects';
import {
  conditionOf,
  isRollingOut,
  partitionedTotal,
  replicaCounts,
  rolloutBegan,
  rolloutProgress,
} from '../rollout';
import type { WorkloadSnapshot } from '../types';
import { conditionEvidence } from './facts';
import { earliest } from './time';
import type { WorkloadFinding } from './types';
import { count, oneLine } from './words';

type Finder = (
  snapshot: WorkloadSnapshot,
  now: Date,
) => WorkloadFinding | undefined;

function objectOf(workload: Workload): string {
  return `${workload.kind}/${workload.metadata?.name ?? ''}`;
}

/** A rollout that its controller has given up waiting for. */
export const deadlineFinding: Finder = (snapshot, now) => {
  const { workload } = snapshot;
  if (workload.kind !== 'Deployment') return undefined;
  const progress = rolloutProgress(snapshot, now);
  if (progress.state !== 'failed') return undefined;
  const condition = conditionOf(workload.status?.conditions, 'Progressing');
  const { available } = replicaCounts(workload)!;
  return {
    state: available > 0 ? 'degraded' : 'failed',
    reason: progress.reason,
    message: oneLine(progress.message),
    since: earliest(condition?.lastTransitionTime, condition?.lastUpdateTime),
    evidence: condition
      ? [conditionEvidence(objectOf(workload), condition)]
      : [],
  };
};

/** A rollout on its way. */
export const rollingFinding: Finder = (snapshot, now) => {
  const { workload } = snapshot;
  if (!isRollingOut(snapshot)) return undefined;
  const { reason, message } = rolloutProgress(snapshot, now);
  const condition =
    workload.kind === 'Deployment'
      ? conditionOf(workload.status?.conditions, 'Progressing')
      : undefined;
  return {
    state: 'starting',
    reason,
    message: `Rolling out: ${oneLine(message)}`,
    since: rolloutBegan(snapshot),
    evidence: condition
      ? [conditionEvidence(objectOf(workload), condition)]
      : [],
  };
};

/** Pods that serve, but not all of the asked-for version, on purpose. */
export const heldFinding: Finder = ({ workload }) => {
  const counts = replicaCounts(workload);
  if (!counts) return undefined;
  const { desired, current, updated } = counts;
  const ready = `All ${count(desired, 'pod')} ready`;
  const held = (
    reason: string,
    message: string,
    text: string,
  ): WorkloadFinding => ({
    state: 'running',
    reason,
    message:
      desired === 1 ? message.replace('All 1 pod', 'The pod is') : message,
    evidence: [{ source: 'spec', object: objectOf(workload), text }],
  });
  if (workload.kind === 'Deployment' && workload.spec?.paused) {
    const old = Math.max(current - updated, 0);
    return held(
      'DeploymentPaused',
      old > 0
        ? `${ready}; the rollout is paused with ${updated} of ${count(
            current,
            'pod',
          )} on the new version`
        : `${ready}; rollouts are paused`,
      'spec.paused true',
    );
  }
  if (workload.kind !== 'StatefulSet' && workload.kind !== 'DaemonSet') {
    return undefined;
  }
  const behind = Math.max(0, desired - updated);
  if (workload.spec?.updateStrategy?.type === 'OnDelete') {
    const differs =
      workload.kind === 'DaemonSet' ||
      workload.status?.updateRevision !== workload.status?.currentRevision;
    if (!behind || !differs) return undefined;
    return held(
      'OnDelete',
      `${ready}; ${behind} of them ${
        behind === 1 ? 'waits' : 'wait'
      } to be deleted to get the new version`,
      'spec.updateStrategy.type OnDelete',
    );
  }
  if (workload.kind === 'StatefulSet') {
    const partition = workload.spec?.updateStrategy?.partition ?? 0;
    const { updateRevision, currentRevision } = workload.status ?? {};
    if (partition > 0 && updateRevision !== currentRevision) {
      return held(
        'PartitionedRollout',
        `${ready}; partition ${partition} keeps ${
          desired - Math.min(desired, partitionedTotal(workload))
        } of them on the earlier version`,
        `spec.updateStrategy.rollingUpdate.partition ${partition}`,
      );
    }
    return undefined;
  }
  const misscheduled = workload.status?.numberMisscheduled ?? 0;
  if (!misscheduled) return undefined;
  return {
    ...held('Misscheduled', '', `status.numberMisscheduled ${misscheduled}`),
    message: `${ready}; ${count(misscheduled, 'more pod')} on ${
      misscheduled === 1 ? 'a node' : 'nodes'
    } where none should run`,
  };
};
