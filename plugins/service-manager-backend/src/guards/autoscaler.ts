import type { Guard } from '@vtasker/backstage-plugin-service-manager-common';
import { autoscalerOf, readStopMemory, WorkloadSnapshot } from '../workloads';
import { perWorkload, replicasAfter } from './subjects';
import type { GuardInput, GuardRule } from './types';

type Words = Pick<Guard, 'severity' | 'detail' | 'advice'>;
type Autoscaler = NonNullable<ReturnType<typeof autoscalerOf>>;

function scaleWords(scaler: Autoscaler, asked: number): Words {
  const { name, min, max, kind } = scaler;
  const range = `between ${min} and ${max}`;
  if (kind === 'KEDA') {
    return {
      severity: 'warning',
      detail: scaler.paused
        ? `ScaledObject ${name} is paused at a number of its own and puts that back.`
        : `KEDA keeps the replicas ${range} by its triggers and overwrites ${asked}, usually within a minute.`,
      advice: `Change minReplicaCount or maxReplicaCount of ScaledObject ${name} instead.`,
    };
  }
  const advice = `Change the minimum or maximum of HPA ${name} instead.`;
  if (asked === 0) {
    return {
      severity: 'warning',
      detail: `At 0 replicas HPA ${name} is off, and it stays off until the replicas are set to more than 0 again.`,
      advice: 'Use Stop, which remembers what to come back to.',
    };
  }
  if (asked < min || asked > max) {
    return {
      severity: 'warning',
      detail: `HPA ${name} keeps the replicas ${range}: it sets ${
        asked < min ? min : max
      } again within seconds.`,
      advice,
    };
  }
  return {
    severity: 'warning',
    detail: `HPA ${name} sets the replicas ${range} by its metrics and may overwrite ${asked} within seconds.`,
    advice,
  };
}

function stopWords(scaler: Autoscaler): Words {
  const { kind, name, min } = scaler;
  if (kind === 'KEDA') {
    return {
      severity: 'info',
      detail: `ScaledObject ${name} is paused at 0 replicas, so that KEDA does not start it again; Start takes the pause away.`,
    };
  }
  if (min === 0) {
    return {
      severity: 'warning',
      detail: `HPA ${name} may scale from 0, so its metrics can start the pods again at any time.`,
      advice: `Set the minimum of HPA ${name} to 1 first: it is then off at 0 replicas.`,
    };
  }
  return {
    severity: 'info',
    detail: `At 0 replicas HPA ${name} is off; it works again after Start.`,
  };
}

function startWords(
  scaler: Autoscaler,
  snapshot: WorkloadSnapshot,
): Words | undefined {
  const { kind, name, min, max } = scaler;
  const remembered = readStopMemory(snapshot.workload)?.replicas;
  if (kind === 'KEDA') {
    return {
      severity: 'info',
      detail: `KEDA sets the replicas between ${min} and ${max} again as soon as its pause is taken away.`,
    };
  }
  if (remembered === undefined || (remembered >= min && remembered <= max)) {
    return undefined;
  }
  return {
    severity: 'info',
    detail: `It had ${remembered} replicas, but HPA ${name} allows ${min} to ${max}: it starts with ${
      remembered < min ? min : max
    }.`,
  };
}

function wordsFor(
  input: GuardInput,
  snapshot: WorkloadSnapshot,
  scaler: Autoscaler,
): Words | undefined {
  switch (input.verb) {
    case 'scale':
      return scaleWords(scaler, replicasAfter(input, snapshot) ?? 0);
    case 'stop':
      return stopWords(scaler);
    case 'start':
      return startWords(scaler, snapshot);
    default:
      return undefined;
  }
}

/** An HPA or KEDA sets the replicas. */
export const autoscaler: GuardRule = input =>
  perWorkload(input.snapshots, snapshot => {
    const scaler = autoscalerOf(snapshot);
    const words = scaler && wordsFor(input, snapshot, scaler);
    return words
      ? {
          code: 'autoscaler',
          ...words,
          title: (names, several) =>
            `${names} ${several ? 'are' : 'is'} scaled by ${
              scaler.kind === 'KEDA' ? 'ScaledObject' : 'HPA'
            } ${scaler.name}.`,
        }
      : undefined;
  });
