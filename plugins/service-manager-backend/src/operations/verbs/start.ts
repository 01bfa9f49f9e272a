import type { TargetPlan, UntouchedWorkload, WorkloadState } from '../types';
import { fieldValue } from '../pure/fields';
import { replicasText, startReplicas } from '../pure/replicas';
import type { VerbDefinition } from './types';
import {
  boundsOf,
  changedIds,
  currentReplicas,
  KEDA_PATH,
  kedaWrite,
  mergeWrite,
  scaleWrite,
  STOPPED_PATH,
} from './writes';

interface Remembered {
  replicas?: number;
  suspended?: boolean;
  keda?: { name: string; earlier?: string };
}

/** From the database, or where that lost it, from the annotation. */
export function remembered(state: WorkloadState): Remembered | undefined {
  if (state.memory) return state.memory;
  const text = fieldValue(state.object, STOPPED_PATH);
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

function resumeCronJob(state: WorkloadState): TargetPlan | UntouchedWorkload {
  const { ref, object } = state;
  if (!object.spec.suspend) {
    return { workload: ref, why: 'It is not suspended.' };
  }
  if (!remembered(state)?.suspended) {
    return {
      workload: ref,
      why: 'It was suspended by somebody else, not by a stop from here.',
    };
  }
  return {
    workload: ref,
    now: 'suspended',
    then: `runs at ${object.spec.schedule}`,
    before: { suspend: true },
    after: { suspend: false },
    writes: [
      mergeWrite(state, 'resume', `Resume ${ref.name}`, [
        [['spec', 'suspend'], false],
        [STOPPED_PATH, undefined],
      ]),
    ],
    goal: { kind: 'observed' },
    memory: { type: 'forget', workload: ref },
  };
}

export const start: VerbDefinition<'start'> = {
  scope: 'all',
  kinds: ['Deployment', 'StatefulSet', 'CronJob'],
  notFor: kind => `A ${kind} is never stopped from here.`,
  async plan(state) {
    const { ref, object, scaledObject } = state;
    if (ref.kind === 'CronJob') return resumeCronJob(state);
    const memory = remembered(state);
    const before = currentReplicas(state);
    const paused = scaledObject && fieldValue(scaledObject, KEDA_PATH);
    const unpauses =
      paused === '0' && (before === 0 || memory?.keda !== undefined);
    if (before > 0 && !unpauses) {
      return { workload: ref, why: 'It is running already.' };
    }
    const bounds = boundsOf(state);
    const replicas =
      before > 0 ? before : startReplicas(memory?.replicas, bounds);
    const marked = fieldValue(object, STOPPED_PATH) !== undefined;
    return {
      workload: ref,
      now: before === 0 ? 'stopped' : `${replicasText(before)}, KEDA paused`,
      then: replicasText(replicas),
      before: { replicas: before },
      after: { replicas },
      writes: [
        // An autoscaler may move it as soon as it runs; that is its work.
        ...(before === 0
          ? [scaleWrite(state, replicas, { loose: bounds !== undefined })]
          : []),
        ...(unpauses
          ? [
              kedaWrite(
                state,
                `Let KEDA scale ${ref.name} again`,
                memory?.keda?.earlier,
              ),
            ]
          : []),
        ...(marked
          ? [
              mergeWrite(
                state,
                'unmark',
                `Take the stop mark off ${ref.name}`,
                [[STOPPED_PATH, undefined]],
              ),
            ]
          : []),
      ],
      goal: bounds ? { kind: 'rollout' } : { kind: 'scaled', replicas },
      memory: { type: 'forget', workload: ref },
    };
  },
  summary: what => `${what} comes back as it was before the stop.`,
  inverse: operation => ({
    verb: 'stop',
    parameters: { workloads: changedIds(operation) },
  }),
};
