import { STOPPED_ANNOTATION } from '@vtasker/backstage-plugin-service-manager-common';
import type { FieldPath, StopRecord } from '../types';
import { fieldValue } from './fields';

/** The annotation: what survives in the cluster if our database is lost. */
export const STOPPED_PATH: FieldPath = [
  'metadata',
  'annotations',
  STOPPED_ANNOTATION,
];
export const KEDA_PATH: FieldPath = [
  'metadata',
  'annotations',
  'autoscaling.keda.sh/paused-replicas',
];

/** What a stop left behind to come back to. */
export type Remembered = Pick<StopRecord, 'replicas' | 'suspended' | 'keda'>;

/**
 * A workload as it is told whether it can be stopped or started: whole from
 * the API for the plan, trimmed from the cache for what is offered.
 */
export interface StopFacts {
  object: { spec: any };
  scaledObject?: object;
  memory?: Remembered;
}

/** From the database, or where that lost it, from the annotation. */
export function remembered({
  object,
  memory,
}: StopFacts): Remembered | undefined {
  if (memory) return memory;
  const text = fieldValue(object, STOPPED_PATH);
  if (typeof text !== 'string') return undefined;
  try {
    const { replicas, suspended, keda } = JSON.parse(text);
    return {
      replicas:
        Number.isInteger(replicas) && replicas > 0 ? replicas : undefined,
      suspended: suspended === true,
      keda: typeof keda?.name === 'string' ? keda : undefined,
    };
  } catch {
    // Somebody else wrote it: it says only that there was a stop.
    return {};
  }
}

export function currentReplicas({ object }: Pick<StopFacts, 'object'>): number {
  return object.spec.replicas ?? 1;
}

/** KEDA goes on scaling what has 0 replicas, so a stop has to pause it. */
export function pausesKeda({ scaledObject }: StopFacts): boolean {
  return (
    scaledObject !== undefined && fieldValue(scaledObject, KEDA_PATH) !== '0'
  );
}

/** Whether a start gives KEDA the workload back; true after half a stop too. */
export function unpausesKeda(facts: StopFacts): boolean {
  const { scaledObject } = facts;
  return (
    scaledObject !== undefined &&
    !pausesKeda(facts) &&
    (currentReplicas(facts) === 0 || remembered(facts)?.keda !== undefined)
  );
}

/** Where a stop may have left something to remember. */
export function mayBeStopped(facts: StopFacts): boolean {
  const { spec } = facts.object;
  return (
    spec.replicas === 0 ||
    spec.suspend === true ||
    (facts.scaledObject !== undefined && !pausesKeda(facts))
  );
}

/** Why a stop leaves this Deployment or StatefulSet alone. */
export function whyNotStopped(facts: StopFacts): string | undefined {
  return currentReplicas(facts) === 0 && !pausesKeda(facts)
    ? 'It is stopped already.'
    : undefined;
}

/** Why a start leaves this Deployment or StatefulSet alone. */
export function whyNotStarted(facts: StopFacts): string | undefined {
  return currentReplicas(facts) > 0 && !unpausesKeda(facts)
    ? 'It is running already.'
    : undefined;
}

/** Why a stop leaves this CronJob alone. */
export function whyNotSuspended({ object }: StopFacts): string | undefined {
  // Whoever suspended it wants it so; "start" must leave it alone.
  return object.spec.suspend ? 'It is suspended already.' : undefined;
}

/** Why a start leaves this CronJob alone. */
export function whyNotResumed(facts: StopFacts): string | undefined {
  if (!facts.object.spec.suspend) return 'It is not suspended.';
  return remembered(facts)?.suspended
    ? undefined
    : 'It was suspended by somebody else, not by a stop from here.';
}
