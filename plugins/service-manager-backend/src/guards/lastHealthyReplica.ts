import type { Guard } from '@vtasker/backstage-plugin-service-manager-common';
import {
  Deployment,
  replicaCounts,
  StatefulSet,
  trueCondition,
  WorkloadSnapshot,
} from '../workloads';
import { perWorkload, replacesPods, replicasAfter } from './subjects';
import type { GuardInput, GuardRule } from './types';

type Words = Pick<Guard, 'severity' | 'detail' | 'advice'> & { what: string };

/** An absolute number or a percentage, as the Deployment controller rounds. */
function portion(
  value: string | undefined,
  replicas: number,
  round: (value: number) => number,
): number {
  const text = String(value ?? '25%');
  return text.endsWith('%')
    ? round((replicas * Number.parseFloat(text)) / 100)
    : Number.parseInt(text, 10) || 0;
}

function deploymentWords({ spec }: Deployment): Words | undefined {
  const replicas = spec.replicas ?? 1;
  if (spec.strategy?.type === 'Recreate') {
    return {
      severity: 'warning',
      what: 'stops all its pods before it starts new ones',
      detail:
        'Its strategy is Recreate: nothing serves until the new pods are ready.',
      advice: 'Choose a quiet time, or change the strategy to RollingUpdate.',
    };
  }
  const surge = portion(spec.strategy?.maxSurge, replicas, Math.ceil);
  const unavailable = portion(
    spec.strategy?.maxUnavailable,
    replicas,
    Math.floor,
  );
  // Both 0 would never move, so the controller takes one pod away.
  const lost = surge === 0 && unavailable === 0 ? 1 : unavailable;
  if (lost >= replicas) {
    return {
      severity: 'warning',
      what:
        replicas === 1
          ? 'may have no pod for a while'
          : 'may have no pods for a while',
      detail: `maxUnavailable lets all of its ${replicas} pods go before new ones are ready.`,
      advice: 'Scale it up first, or set maxUnavailable to 0.',
    };
  }
  return replicas === 1
    ? {
        severity: 'info',
        what: 'has a single pod',
        detail:
          'The new pod starts beside it and takes over when it is ready; both exist for a moment.',
      }
    : undefined;
}

function statefulSetWords({ spec }: StatefulSet): Words | undefined {
  if ((spec.replicas ?? 1) !== 1) return undefined;
  return {
    severity: 'warning',
    what: 'has a single pod',
    detail:
      'A StatefulSet deletes a pod before it makes the next: nothing serves until that is ready.',
    advice: 'Choose a quiet time, or scale it up first.',
  };
}

/** The number behind the last dash of a StatefulSet's pod. */
function ordinal(name: string): number {
  return Number(/-(\d+)$/.exec(name)?.[1] ?? Number.NaN);
}

/**
 * Which pods a scale-down takes: a StatefulSet those with the highest
 * numbers, well or not.
 */
function scaleDownWords(
  { workload, pods }: WorkloadSnapshot,
  after: number,
): Words | undefined {
  if (workload.kind !== 'StatefulSet') return undefined;
  const ready = pods.filter(
    ({ status, metadata }) =>
      !metadata.deletionTimestamp && trueCondition(status.conditions, 'Ready'),
  );
  if (!ready.length) return undefined;
  if (ready.some(({ metadata }) => !(ordinal(metadata.name) >= after))) {
    return undefined;
  }
  return {
    severity: 'warning',
    what: 'loses its last healthy pods',
    detail: `A StatefulSet takes away the pods with the highest numbers, and all of the lowest ${after} are not ready.`,
    advice: 'Mend the pods that are not ready first.',
  };
}

function wordsFor(
  input: GuardInput,
  snapshot: WorkloadSnapshot,
): Words | undefined {
  const { workload } = snapshot;
  const counts = replicaCounts(workload);
  // What does not serve now cannot lose its last pod.
  if (!counts || counts.desired === 0 || counts.ready === 0) return undefined;
  if (input.verb === 'scale') {
    const after = replicasAfter(input, snapshot) ?? counts.desired;
    return after > 0 && after < counts.desired
      ? scaleDownWords(snapshot, after)
      : undefined;
  }
  if (!replacesPods(input)) return undefined;
  if (workload.kind === 'Deployment') return deploymentWords(workload);
  return workload.kind === 'StatefulSet' &&
    workload.spec.updateStrategy?.type !== 'OnDelete'
    ? statefulSetWords(workload)
    : undefined;
}

/** Whether a moment comes in which no healthy pod is left. */
export const lastHealthyReplica: GuardRule = input =>
  perWorkload(input.snapshots, snapshot => {
    const words = wordsFor(input, snapshot);
    if (!words) return undefined;
    const { what, ...rest } = words;
    return {
      code: 'last-healthy-replica',
      ...rest,
      title: (names, several) =>
        several ? `Each of these ${what}: ${names}.` : `${names} ${what}.`,
    };
  });
