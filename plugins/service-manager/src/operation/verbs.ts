import {
  Operation,
  Verb,
  verbKinds,
  WorkloadKind,
  WorkloadView,
} from '@vtasker/backstage-plugin-service-manager-common';

interface VerbWords {
  /** On a button, followed by the object. */
  imperative: string;
  /** Opens a sentence about an operation that is over. */
  past: string;
  /** While it runs. */
  present: string;
  /** The workloads that it can be asked of. */
  kinds: readonly WorkloadKind[];
  /** Takes something away, if only for a while. */
  destructive?: boolean;
}

export const verbs: Record<Verb, VerbWords> = {
  start: {
    imperative: 'Start',
    past: 'Started',
    present: 'Starting',
    kinds: verbKinds.start,
  },
  stop: {
    imperative: 'Stop',
    past: 'Stopped',
    present: 'Stopping',
    kinds: verbKinds.stop,
    destructive: true,
  },
  restart: {
    imperative: 'Restart',
    past: 'Restarted',
    present: 'Restarting',
    kinds: verbKinds.restart,
  },
  scale: {
    imperative: 'Scale',
    past: 'Scaled',
    present: 'Scaling',
    kinds: verbKinds.scale,
  },
  pause: {
    imperative: 'Pause rollout of',
    past: 'Paused the rollout of',
    present: 'Pausing the rollout of',
    kinds: verbKinds.pause,
  },
  resume: {
    imperative: 'Resume rollout of',
    past: 'Resumed the rollout of',
    present: 'Resuming the rollout of',
    kinds: verbKinds.resume,
  },
  rollback: {
    imperative: 'Roll back',
    past: 'Rolled back',
    present: 'Rolling back',
    kinds: verbKinds.rollback,
  },
  deploy: {
    imperative: 'Deploy to',
    past: 'Deployed to',
    present: 'Deploying to',
    kinds: verbKinds.deploy,
  },
};

/** Narrows what stands in a URL. */
export function isVerb(value: string | null | undefined): value is Verb {
  return value !== null && value !== undefined && Object.hasOwn(verbs, value);
}

/** `Deployment web in prod-eu / shop`. */
export function describeWorkload(ref: WorkloadView['ref']): string {
  return `${ref.kind} ${ref.name} in ${ref.cluster} / ${ref.namespace}`;
}

/** The last part of an entity ref, as an object in a title. */
export function nameOf(entityRef: string): string {
  return entityRef.slice(entityRef.lastIndexOf('/') + 1);
}

/** `Scaled project-manager to 5 replicas`, `Stopping project-manager`. */
export function describeOperation(operation: Operation): string {
  const { verb, phase, outcome, parameters, entityRef } = operation;
  const words = verbs[verb];
  let lead = words.present;
  if (phase === 'ended') {
    // An attempt that came to nothing is not told as if it had happened.
    lead = outcome === 'succeeded' ? words.past : words.imperative;
  }
  const what = `${lead} ${nameOf(entityRef)}`;
  if (verb === 'scale' && typeof parameters.replicas === 'number') {
    return `${what} to ${countOf(parameters.replicas, 'replica')}`;
  }
  if (verb === 'rollback' && typeof parameters.revision === 'number') {
    return `${what} to revision ${parameters.revision}`;
  }
  if (verb === 'deploy' && Array.isArray(parameters.images)) {
    const images = parameters.images.map(item => String(item?.image));
    return `${what}: ${images.join(', ')}`;
  }
  return what;
}

export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
