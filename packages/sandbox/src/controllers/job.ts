import { timestamp } from '../registry';
import { controlled, MANAGER, ownerOf, type Controller } from './context';
import { condition, createPod, isActive, isReady, withCondition } from './pods';

const LABELS = (job: { name: string; uid?: string }) => ({
  'batch.kubernetes.io/controller-uid': job.uid,
  'batch.kubernetes.io/job-name': job.name,
  'controller-uid': job.uid,
  'job-name': job.name,
});

/** Runs pods to their end, as many and as often as asked for. */
export const jobController: Controller = {
  name: 'job',
  resource: 'batch/jobs',
  related: ownerOf('batch/jobs', 'pods'),
  reconcile(job, context) {
    if (job.metadata.deletionTimestamp) return;
    const { registry, store, events } = context;
    const finished = ['Complete', 'Failed'].some(
      type => condition(job, type)?.status === 'True',
    );
    const ttl = job.spec.ttlSecondsAfterFinished;
    if (finished) {
      if (ttl === undefined) return;
      const end = job.status.completionTime ?? job.status.startTime;
      const left = ttl * 1000 - context.elapsed(end);
      if (left > 0) context.later(this, job, left);
      else {
        registry.remove(
          registry.resources.key('batch/jobs'),
          job.metadata.namespace,
          job.metadata.name,
        );
      }
      return;
    }
    const { parallelism = 1, completions, backoffLimit, suspend } = job.spec;
    const pods = () => controlled(job, 'pods', context);
    const ended = (phase: string) =>
      pods().filter(pod => pod.status?.phase === phase).length;
    const succeeded = ended('Succeeded');
    const failed = ended('Failed');
    const now = timestamp(context.now());
    let conditions: any[] = job.status?.conditions ?? [];
    const end = (type: string, reason: string, message: string) => {
      conditions = withCondition(
        conditions,
        { type, status: 'True', reason, message },
        now,
      );
      events.record(
        job,
        type === 'Failed' ? 'Warning' : 'Normal',
        type === 'Failed' ? reason : 'Completed',
        message,
        'job-controller',
      );
    };
    const running = pods().filter(isActive);
    const wanted = completions ?? 1;
    if (succeeded >= wanted) {
      end(
        'Complete',
        'CompletionsReached',
        'Reached expected number of succeeded pods',
      );
    } else if (failed > backoffLimit) {
      end(
        'Failed',
        'BackoffLimitExceeded',
        'Job has reached the specified backoff limit',
      );
    }
    const over =
      conditions !== (job.status?.conditions ?? []) && conditions.length > 0;
    const room =
      over || suspend ? 0 : Math.min(parallelism, wanted - succeeded);
    for (let i = running.length; i < room; i++) {
      createPod(job, job.spec.template, context, {
        labels: LABELS(job.metadata),
      });
    }
    if (over || suspend) {
      for (const { metadata } of running) {
        registry.remove(
          registry.resources.key('pods'),
          metadata.namespace,
          metadata.name,
        );
      }
    }
    if (suspend) {
      conditions = withCondition(
        conditions,
        {
          type: 'Suspended',
          status: 'True',
          reason: 'JobSuspended',
          message: 'Job suspended',
        },
        now,
      );
    }
    const active = pods().filter(isActive);
    const live = store.get(
      'batch/jobs',
      job.metadata.namespace,
      job.metadata.name,
    )!;
    registry.updateStatus(
      live,
      {
        ...(suspend ? {} : { startTime: job.status?.startTime ?? now }),
        ...(succeeded ? { succeeded } : {}),
        ...(failed ? { failed } : {}),
        ...(active.length ? { active: active.length } : {}),
        ready: active.filter(isReady).length,
        terminating: 0,
        ...(conditions.length ? { conditions } : {}),
        ...(conditions.some(c => c.type === 'Complete')
          ? { completionTime: now }
          : {}),
        uncountedTerminatedPods: {},
      },
      MANAGER,
    );
  },
};
