import { Cron } from 'croner';
import { timestamp } from '../registry';
import type { KubeObject } from '../types';
import {
  controlled,
  MANAGER,
  ownerOf,
  ownerReference,
  type Context,
  type Controller,
} from './context';
import { condition } from './pods';

const isDone = (job: KubeObject) =>
  ['Complete', 'Failed'].some(t => condition(job, t)?.status === 'True');

const MOST_MISSED = 100;

/** Of the times that were missed only the last counts. */
function lastRun(schedule: Cron, since: Date, now: Date): Date | undefined {
  let last: Date | undefined;
  let next = schedule.nextRun(since);
  for (let i = 0; next && next <= now; i++) {
    last = next;
    // Too many to count through: go on from a day before now.
    const from = new Date(now.getTime() - 86_400_000);
    next = schedule.nextRun(i === MOST_MISSED && from > next ? from : next);
  }
  return last;
}

/** Starts a Job at each time of the schedule, unless suspended. */
export const cronJobController: Controller = {
  name: 'cronjob',
  resource: 'batch/cronjobs',
  related: ownerOf('batch/cronjobs', 'batch/jobs'),
  reconcile(cron, context: Context) {
    if (cron.metadata.deletionTimestamp) return;
    const { registry, events } = context;
    const { spec, metadata, status = {} } = cron;
    const jobs = () => controlled(cron, 'batch/jobs', context);
    const resource = registry.resources.key('batch/jobs');
    const trim = (type: string, limit: number) => {
      const ended = jobs()
        .filter(job => condition(job, type)?.status === 'True')
        .sort((a, b) =>
          a.metadata.creationTimestamp! < b.metadata.creationTimestamp!
            ? -1
            : 1,
        );
      for (const job of ended.slice(0, Math.max(0, ended.length - limit))) {
        const { namespace, name } = job.metadata;
        registry.remove(resource, namespace, name);
      }
    };
    let { lastScheduleTime } = status;
    if (!spec.suspend && !context.settling) {
      const schedule = new Cron(spec.schedule, {
        timezone: spec.timeZone ?? 'UTC',
        paused: true,
      });
      const since = new Date(lastScheduleTime ?? metadata.creationTimestamp);
      const now = context.now();
      const due = lastRun(schedule, since, now);
      const active = jobs().filter(job => !isDone(job));
      const forbidden =
        spec.concurrencyPolicy === 'Forbid' && active.length > 0;
      if (due && !forbidden) {
        if (spec.concurrencyPolicy === 'Replace') {
          for (const job of active) {
            registry.remove(
              resource,
              job.metadata.namespace,
              job.metadata.name,
            );
          }
        }
        lastScheduleTime = timestamp(due);
        const job = registry.create(
          resource,
          {
            apiVersion: 'batch/v1',
            kind: 'Job',
            metadata: {
              ...spec.jobTemplate.metadata,
              name: `${metadata.name}-${Math.floor(due.getTime() / 60_000)}`,
              namespace: metadata.namespace,
              annotations: {
                ...spec.jobTemplate.metadata?.annotations,
                'batch.kubernetes.io/cronjob-scheduled-timestamp':
                  lastScheduleTime,
              },
              ownerReferences: [ownerReference(cron)],
            },
            spec: spec.jobTemplate.spec,
          },
          { manager: MANAGER },
        );
        events.record(
          cron,
          'Normal',
          'SuccessfulCreate',
          `Created job ${job.metadata.name}`,
          'cronjob-controller',
        );
      }
      const next = schedule.nextRun(now);
      if (next) {
        // The schedule is of the clock, not of the sandbox's speed.
        const wait = next.getTime() - now.getTime() + 50;
        context.later(this, cron, wait * context.speed);
      }
    }
    trim('Complete', spec.successfulJobsHistoryLimit);
    trim('Failed', spec.failedJobsHistoryLimit);
    const active = jobs().filter(job => !isDone(job));
    const completed = jobs()
      .map(job => job.status?.completionTime)
      .filter(Boolean)
      .sort();
    registry.updateStatus(
      cron,
      {
        ...(active.length
          ? {
              active: active.map(job => ({
                apiVersion: 'batch/v1',
                kind: 'Job',
                name: job.metadata.name,
                namespace: job.metadata.namespace,
                uid: job.metadata.uid,
              })),
            }
          : {}),
        ...(lastScheduleTime ? { lastScheduleTime } : {}),
        ...(completed.length || status.lastSuccessfulTime
          ? { lastSuccessfulTime: completed.pop() ?? status.lastSuccessfulTime }
          : {}),
      },
      MANAGER,
    );
  },
};
