import {
  Operation,
  Verb,
  VerbAvailability,
  verbPermissions,
  verbSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import { ownerOf, OpenedService } from '../access';
import type { Workload } from '../workloads/objects';
import type { WorkloadSnapshot } from '../workloads/types';

/** Each says why the verb does nothing for a workload. */
const applicability: Record<
  Verb,
  (snapshot: WorkloadSnapshot) => string | undefined
> = {
  start: ({ workload }) =>
    stoppable(workload, 'started') ??
    (isStopped(workload) ? undefined : 'Nothing is stopped.'),
  stop: ({ workload }) =>
    stoppable(workload, 'stopped') ??
    (isStopped(workload) ? 'It is stopped already.' : undefined),
  restart: ({ workload }) => {
    if (workload.kind === 'CronJob' || workload.kind === 'Job') {
      return `A ${workload.kind} is not restarted.`;
    }
    if (workload.kind === 'Deployment' && workload.spec.paused) {
      return 'The rollout is paused; resume it first.';
    }
    return isStopped(workload) ? 'It is stopped; start it.' : undefined;
  },
  scale: ({ workload }) =>
    workload.kind === 'Deployment' || workload.kind === 'StatefulSet'
      ? undefined
      : `A ${workload.kind} has no replicas to set.`,
  pause: ({ workload }) => {
    if (workload.kind !== 'Deployment') {
      return `The rollout of a ${workload.kind} cannot be paused.`;
    }
    return workload.spec.paused ? 'The rollout is paused already.' : undefined;
  },
  resume: ({ workload }) =>
    workload.kind === 'Deployment' && workload.spec.paused
      ? undefined
      : 'No rollout is paused.',
  rollback: ({ workload, replicaSets }) => {
    if (workload.kind === 'CronJob' || workload.kind === 'Job') {
      return `A ${workload.kind} keeps no revisions.`;
    }
    if (workload.kind !== 'Deployment') return undefined;
    if (workload.spec.paused) return 'The rollout is paused; resume it first.';
    return replicaSets.length > 1 ? undefined : 'There is no earlier revision.';
  },
  deploy: ({ workload }) =>
    workload.kind === 'Job'
      ? 'The pods of a Job cannot be changed once it exists.'
      : undefined,
};

/**
 * What the caller may do now, and for what they may not, why: the control is
 * shown disabled with this sentence.
 */
export function verbAvailability(options: {
  opened: OpenedService;
  snapshots: WorkloadSnapshot[];
  running?: Operation;
}): VerbAvailability[] {
  return verbSchema.options.map(verb => {
    const why =
      whyNotAllowed(options.opened, verb) ??
      whyNotNow(verb, options.snapshots, options.running);
    return why ? { verb, available: false, why } : { verb, available: true };
  });
}

function whyNotAllowed(opened: OpenedService, verb: Verb): string | undefined {
  const { name } = verbPermissions[verb];
  if (opened.permissions.has(name)) return undefined;
  const owner = ownerOf(opened.entity);
  return `You have no permission to ${verb} this service (${name}). ${
    owner
      ? `Ask ${owner}, who owns it.`
      : 'It has no owner to ask; ask those who keep the permission policy.'
  }`;
}

function whyNotNow(
  verb: Verb,
  snapshots: WorkloadSnapshot[],
  running: Operation | undefined,
): string | undefined {
  if (!snapshots.length) return 'There are no workloads to act on.';
  if (running) {
    return `${running.actor} is doing a ${running.verb} since ${running.createdAt}; one operation runs at a time.`;
  }
  const rule = applicability[verb];
  const reasons = snapshots.map(snapshot => rule(snapshot));
  // One workload that it applies to is enough.
  if (reasons.includes(undefined)) return undefined;
  return [...new Set(reasons)].join(' ');
}

function stoppable(workload: Workload, done: string): string | undefined {
  return workload.kind === 'DaemonSet' || workload.kind === 'Job'
    ? `A ${workload.kind} cannot be ${done}: it has no replicas to set.`
    : undefined;
}

function isStopped(workload: Workload): boolean {
  switch (workload.kind) {
    case 'Deployment':
    case 'StatefulSet':
      return workload.spec.replicas === 0;
    case 'CronJob':
      return workload.spec.suspend === true;
    default:
      return false;
  }
}
