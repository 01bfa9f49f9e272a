import type { ClusterEvent } from '../objects';
import { conditionOf, isObserved, replicaCounts } from '../rollout';
import type { WorkloadSnapshot } from '../types';
import { conditionEvidence, eventEvidence, findEvent } from './facts';
import { groupMessage, PodSurvey } from './podGroups';
import { personOf, readStopMemory } from './stopMemory';
import { earliest } from './time';
import type { WorkloadFinding } from './types';
import { count } from './words';

/**
 * A workload that wants no pods. It is stopped only when the cluster shows
 * that none are left, not when somebody asked for it.
 */
export function stoppedFinding(
  snapshot: WorkloadSnapshot,
  survey: PodSurvey,
  events: ClusterEvent[],
): WorkloadFinding {
  const { workload, hpa, scaledObject } = snapshot;
  const { current } = replicaCounts(workload)!;
  const object = `${workload.kind}/${workload.metadata?.name ?? ''}`;
  const spec = {
    source: 'spec' as const,
    object,
    text: `spec.replicas 0, status.replicas ${current}`,
  };
  const memory = readStopMemory(workload);
  const scaled = findEvent(events, ['ScalingReplicaSet', 'SuccessfulDelete']);
  const left = Math.max(
    current,
    survey.active.length + survey.terminating.length,
  );
  const observed =
    workload.kind === 'CronJob' || workload.kind === 'Job'
      ? true
      : isObserved(workload);
  if (left > 0 || !observed) {
    return {
      state: 'stopping',
      reason: survey.stuck?.reason ?? (left ? 'ScalingDown' : 'NotObserved'),
      message: survey.stuck
        ? groupMessage(survey.stuck, left)
        : (left && `${count(left, 'pod')} still to stop`) ||
          'Is to stop, not yet seen by its controller',
      since: earliest(
        memory?.at,
        survey.stuck?.since,
        ...survey.terminating.map(({ pod }) => pod.metadata?.deletionTimestamp),
      ),
      evidence: [spec, ...(survey.stuck?.evidence ?? [])],
    };
  }
  if (memory) {
    return {
      state: 'stopped',
      reason: 'StoppedByPerson',
      message: `Stopped by ${personOf(memory)}${
        memory.reason ? `: ${memory.reason}` : ''
      }`,
      since: memory.at,
      evidence: [spec],
    };
  }
  if (scaledObject) {
    const { annotations, name } = scaledObject.metadata ?? {};
    const paused = annotations?.['autoscaling.keda.sh/paused-replicas'] === '0';
    const active = conditionOf(scaledObject.status?.conditions, 'Active');
    return {
      state: 'stopped',
      reason: 'ScaledToZero',
      message: paused
        ? `Scaled to 0: KEDA's ScaledObject ${name} is paused at 0 replicas`
        : `Scaled to 0 by KEDA's ScaledObject ${name} until there is work`,
      since: active?.lastTransitionTime ?? scaled?.lastAt,
      evidence: [
        spec,
        ...(active ? [conditionEvidence(`ScaledObject/${name}`, active)] : []),
      ],
    };
  }
  if (hpa) {
    const { name } = hpa.metadata ?? {};
    const active = conditionOf(hpa.status?.conditions, 'ScalingActive');
    const byHpa = hpa.spec?.minReplicas === 0;
    return {
      state: 'stopped',
      reason: byHpa ? 'ScaledToZero' : active?.reason ?? 'ScalingDisabled',
      message: byHpa
        ? `Scaled to 0 by HPA ${name} until there is work`
        : `Scaled to 0; HPA ${name} is off as long as that stays so`,
      since: active?.lastTransitionTime ?? scaled?.lastAt,
      evidence: [
        spec,
        ...(active
          ? [conditionEvidence(`HorizontalPodAutoscaler/${name}`, active)]
          : []),
      ],
    };
  }
  return {
    state: 'stopped',
    reason: 'ScaledToZero',
    message: 'Scaled to 0 replicas',
    since: scaled?.lastAt,
    evidence: [spec, ...(scaled ? [eventEvidence(scaled)] : [])],
  };
}
