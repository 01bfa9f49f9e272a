import type { CronJob, Job } from '../objects';
import { trueCondition } from './conditions';
import type { RolloutProgress } from './types';

/** A Job is done when it has completed. */
export function jobProgress(job: Job): RolloutProgress {
  const progress = {
    done: job.status?.succeeded ?? 0,
    total: job.spec?.completions ?? job.spec?.parallelism ?? 1,
  };
  const conditions = job.status?.conditions;
  const failed = trueCondition(conditions, 'Failed');
  if (failed) {
    return {
      state: 'failed',
      reason: failed.reason ?? 'Failed',
      message: failed.message ?? 'The Job failed',
      progress,
    };
  }
  const complete = trueCondition(conditions, 'Complete');
  if (complete) {
    return {
      state: 'done',
      reason: complete.reason ?? 'Complete',
      message: 'The Job completed',
      progress,
    };
  }
  return {
    state: 'progressing',
    reason: job.spec?.suspend ? 'JobSuspended' : 'Running',
    message: job.spec?.suspend
      ? 'The Job is suspended'
      : `${progress.done} of ${progress.total} completions`,
    progress,
  };
}

/** A CronJob's template is used by its next Job: nothing rolls. */
export function cronJobProgress(cronJob: CronJob): RolloutProgress {
  return {
    state: 'not-applicable',
    reason: cronJob.spec?.suspend ? 'Suspended' : 'Scheduled',
    message: 'A CronJob has no rollout: a change counts from its next Job on',
    progress: { done: 0, total: 0 },
  };
}
