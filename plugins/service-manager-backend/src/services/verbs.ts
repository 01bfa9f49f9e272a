import {
  Operation,
  Verb,
  VerbAvailability,
  verbKinds,
  verbPermissions,
  verbSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import { nameOfRef, OpenedService, ownerNameOf } from '../access';
import {
  currentReplicas,
  Remembered,
  whyKindIsLeft,
  whyNotResumed,
  whyNotStarted,
  whyNotStopped,
  whyNotSuspended,
} from '../operations';
import type { WorkloadSnapshot } from '../workloads/types';

/** A workload as last seen, with what a stop remembers of it. */
export interface OfferedWorkload {
  snapshot: WorkloadSnapshot;
  memory?: Remembered;
}

/**
 * Each says why the verb does nothing for a workload of a kind that it takes,
 * by the rules that its plan goes by.
 */
const applicability: Record<
  Verb,
  (offered: OfferedWorkload) => string | undefined
> = {
  start: offered =>
    offered.snapshot.workload.kind === 'CronJob'
      ? whyNotResumed(stopFacts(offered))
      : whyNotStarted(stopFacts(offered)),
  stop: offered =>
    offered.snapshot.workload.kind === 'CronJob'
      ? whyNotSuspended(stopFacts(offered))
      : whyNotStopped(stopFacts(offered)),
  restart: ({ snapshot: { workload } }) => {
    if (isPaused(workload)) return 'The rollout is paused; resume it first.';
    return workload.kind !== 'DaemonSet' &&
      currentReplicas({ object: workload }) === 0
      ? 'It is stopped; start it.'
      : undefined;
  },
  scale: () => undefined,
  pause: ({ snapshot: { workload } }) =>
    isPaused(workload) ? 'The rollout is paused already.' : undefined,
  resume: ({ snapshot: { workload } }) =>
    isPaused(workload) ? undefined : 'No rollout is paused.',
  rollback: ({ snapshot: { workload, replicaSets } }) => {
    if (workload.kind !== 'Deployment') return undefined;
    if (isPaused(workload)) return 'The rollout is paused; resume it first.';
    return replicaSets.length > 1 ? undefined : 'There is no earlier revision.';
  },
  deploy: () => undefined,
};

/**
 * What the caller may do now, and for what they may not, why: the control is
 * shown disabled with this sentence.
 */
export function verbAvailability(options: {
  opened: OpenedService;
  workloads: OfferedWorkload[];
  running?: Operation;
}): VerbAvailability[] {
  return verbSchema.options.map(verb => {
    const why =
      whyNotAllowed(options.opened, verb) ??
      whyNotNow(verb, options.workloads, options.running);
    return why ? { verb, available: false, why } : { verb, available: true };
  });
}

function whyNotAllowed(opened: OpenedService, verb: Verb): string | undefined {
  const { name } = verbPermissions[verb];
  if (opened.permissions.has(name)) return undefined;
  const owner = ownerNameOf(opened.entity);
  return `You have no permission to ${verb} this service (${name}). ${
    owner
      ? `Ask its owner, ${owner}.`
      : 'It has no owner to ask; ask those who keep the permission policy.'
  }`;
}

function whyNotNow(
  verb: Verb,
  workloads: OfferedWorkload[],
  running: Operation | undefined,
): string | undefined {
  if (!workloads.length) return 'There are no workloads to act on.';
  if (running) {
    return `A ${running.verb} that ${nameOfRef(
      running.actor,
    )} asked for is running; one operation runs at a time.`;
  }
  const rule = applicability[verb];
  const reasons = workloads.map(offered => {
    const { kind } = offered.snapshot.workload;
    return verbKinds[verb].includes(kind)
      ? rule(offered)
      : whyKindIsLeft(verb, kind);
  });
  // One workload that it applies to is enough.
  if (reasons.includes(undefined)) return undefined;
  return [...new Set(reasons)].join(' ');
}

function stopFacts({ snapshot, memory }: OfferedWorkload) {
  const { workload, scaledObject } = snapshot;
  return { object: workload, scaledObject, memory };
}

function isPaused(workload: WorkloadSnapshot['workload']): boolean {
  return workload.kind === 'Deployment' && workload.spec.paused === true;
}
