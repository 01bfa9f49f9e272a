import type { ClusterEvent, CronJob, Job } from '../objects';
import { conditionOf, trueCondition } from '../rollout';
import type { WorkloadSnapshot } from '../types';
import {
  conditionEvidence,
  eventEvidence,
  findEvent,
  sortEvents,
} from './facts';
import { groupMessage, surveyPods } from './podGroups';
import { personOf, readStopMemory } from './stopMemory';
import { rowOf } from './table';
import { millis } from './time';
import type { WorkloadFinding } from './types';
import { count, oneLine } from './words';

/** Why a Job is said to have failed, by the reason of its condition. */
export const jobFailures: Record<string, string> = {
  BackoffLimitExceeded: 'its pods failed more often than backoffLimit allows',
  DeadlineExceeded: 'it ran longer than activeDeadlineSeconds allows',
  PodFailurePolicy: 'a pod failed in a way that its policy does not retry',
  FailedIndexes: 'some of its indexes failed',
  MaxFailedIndexesExceeded: 'too many of its indexes failed',
};

function failureWords(
  reason: string | undefined,
  message: string | undefined,
): string {
  return (
    rowOf(jobFailures, reason) ||
    oneLine(message) ||
    'the cluster does not say why'
  );
}

/** A Job by its conditions; while it runs, by its pods. */
export function jobFinding(
  snapshot: WorkloadSnapshot & { workload: Job },
  now: Date,
): WorkloadFinding {
  const { spec, status, metadata } = snapshot.workload;
  const object = `Job/${metadata?.name ?? ''}`;
  const events = sortEvents(snapshot.events);
  const survey = surveyPods(snapshot.pods, events, now);
  const total = spec?.completions ?? spec?.parallelism ?? 1;
  const succeeded = status?.succeeded ?? 0;
  const failed = trueCondition(status?.conditions, 'Failed');
  if (failed) {
    const [leftover] = survey.leftovers;
    return {
      state: 'failed',
      reason: failed.reason ?? 'Failed',
      message: `Failed: ${failureWords(failed.reason, failed.message)}${
        leftover?.cause ? ` (${leftover.cause})` : ''
      }`,
      since: failed.lastTransitionTime,
      evidence: [
        conditionEvidence(object, failed),
        ...(leftover?.evidence ?? []),
      ],
    };
  }
  const complete = trueCondition(status?.conditions, 'Complete');
  if (complete) {
    return {
      state: 'stopped',
      reason: 'Completed',
      message: `Completed: ${succeeded} of ${total}`,
      since: status?.completionTime ?? complete.lastTransitionTime,
      evidence: [conditionEvidence(object, complete)],
    };
  }
  if (spec?.suspend) {
    const left = survey.active.length + survey.terminating.length;
    const suspended = conditionOf(status?.conditions, 'Suspended');
    return {
      state: left ? 'stopping' : 'suspended',
      reason: suspended?.reason ?? 'JobSuspended',
      message: left ? `${count(left, 'pod')} still to stop` : 'Suspended',
      since: suspended?.lastTransitionTime,
      evidence: suspended ? [conditionEvidence(object, suspended)] : [],
    };
  }
  const [group] = survey.groups;
  if (group) {
    const ready = status?.ready ?? 0;
    const states = {
      broken: ready > 0 ? ('degraded' as const) : ('failed' as const),
      warning: 'degraded' as const,
      waiting: 'starting' as const,
    };
    return {
      state: states[group.gravity],
      reason: group.reason,
      message: groupMessage(group, survey.active.length),
      since: group.since,
      evidence: group.evidence,
    };
  }
  const creation = findEvent(events, ['FailedCreate']);
  if (!survey.active.length && creation) {
    return {
      state: 'failed',
      reason: 'FailedCreate',
      message: `Pods cannot be created: ${oneLine(creation.message)}`,
      since: creation.firstAt,
      evidence: [eventEvidence(creation)],
    };
  }
  const attempts = status?.failed ?? 0;
  if (!status?.startTime && !survey.active.length && !attempts) {
    return {
      state: 'starting',
      reason: 'NotObserved',
      message: 'Was not started yet',
      since: metadata?.creationTimestamp,
      evidence: [],
    };
  }
  return {
    state: attempts > 0 ? 'degraded' : 'running',
    reason: attempts > 0 ? 'Retrying' : 'Running',
    message:
      attempts > 0
        ? `Runs again after ${count(attempts, 'failed pod')}`
        : `Runs: ${succeeded} of ${total} completed`,
    since: status?.startTime,
    evidence: [
      {
        source: 'spec',
        object,
        text: `active ${
          status?.active ?? 0
        }, succeeded ${succeeded}, failed ${attempts}`,
      },
    ],
  };
}

function failedRun(
  cronJob: CronJob,
  events: ClusterEvent[],
): WorkloadFinding | undefined {
  const { lastScheduleTime, lastSuccessfulTime, active } = cronJob.status ?? {};
  const scheduled = millis(lastScheduleTime);
  if (scheduled === undefined || (active ?? 0) > 0) return undefined;
  const succeeded = millis(lastSuccessfulTime);
  if (succeeded !== undefined && succeeded >= scheduled) return undefined;
  const event = findEvent(
    events,
    [...Object.keys(jobFailures), 'FailedCreate'],
    ({ lastAt, regarding }) =>
      regarding?.kind !== 'Pod' && (millis(lastAt) ?? scheduled) >= scheduled,
  );
  return {
    state: 'degraded',
    reason: event?.reason ?? 'LastRunFailed',
    message: `The last run did not succeed: ${failureWords(
      event?.reason,
      event?.message,
    )}`,
    since: event?.firstAt ?? lastScheduleTime,
    evidence: [
      {
        source: 'spec',
        object: `CronJob/${cronJob.metadata?.name ?? ''}`,
        text: `lastScheduleTime ${lastScheduleTime}, lastSuccessfulTime ${
          lastSuccessfulTime ?? 'never'
        }`,
        at: lastScheduleTime,
      },
      ...(event ? [eventEvidence(event)] : []),
    ],
  };
}

/** A CronJob: suspended, running, or by how its last run ended. */
export function cronJobFinding(
  snapshot: WorkloadSnapshot & { workload: CronJob },
  now: Date,
): WorkloadFinding {
  const { workload } = snapshot;
  const { spec, status, metadata } = workload;
  const object = `CronJob/${metadata?.name ?? ''}`;
  const events = sortEvents(snapshot.events);
  const survey = surveyPods(snapshot.pods, events, now);
  const active = status?.active ?? 0;
  const broken = survey.groups.find(({ gravity }) => gravity === 'broken');
  if (spec?.suspend) {
    const memory = readStopMemory(workload);
    const still = active > 0 ? `; ${count(active, 'run')} still active` : '';
    return {
      state: 'suspended',
      reason: 'Suspended',
      message: memory
        ? `Suspended by ${personOf(memory)}${
            memory.reason ? `: ${memory.reason}` : ''
          }${still}`
        : `Suspended${still}`,
      since: memory?.at,
      evidence: [{ source: 'spec', object, text: 'spec.suspend true' }],
    };
  }
  if (broken) {
    return {
      state: 'degraded',
      reason: broken.reason,
      message: groupMessage(broken, survey.active.length),
      since: broken.since,
      evidence: broken.evidence,
    };
  }
  const failure = failedRun(workload, events);
  if (failure) return failure;
  const schedule = `schedule ${spec?.schedule ?? ''}${
    spec?.timeZone ? ` (${spec.timeZone})` : ''
  }`;
  return {
    state: 'running',
    reason: active > 0 ? 'Active' : 'Scheduled',
    message:
      active > 0
        ? `${count(active, 'run')} active`
        : `Waits for its next run, ${schedule}`,
    since: active > 0 ? status?.lastScheduleTime : status?.lastSuccessfulTime,
    evidence: [{ source: 'spec', object, text: schedule }],
  };
}
