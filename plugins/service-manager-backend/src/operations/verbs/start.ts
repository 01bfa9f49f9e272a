import type { TargetPlan, UntouchedWorkload, WorkloadState } from '../types';
import { replicasText, startReplicas } from '../pure/replicas';
import {
  currentReplicas,
  remembered,
  STOPPED_PATH,
  unpausesKeda,
  whyNotResumed,
  whyNotStarted,
} from '../pure/stopState';
import type { VerbDefinition } from './types';
import {
  boundsOf,
  changedIds,
  kedaWrite,
  mergeWrite,
  scaleWrite,
  unmarkWrites,
} from './writes';

function resumeCronJob(state: WorkloadState): TargetPlan | UntouchedWorkload {
  const { ref, object } = state;
  const why = whyNotResumed(state);
  if (why) return { workload: ref, why };
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
  notFor: kind => `A ${kind} is never stopped from here.`,
  async plan(state) {
    const { ref } = state;
    if (ref.kind === 'CronJob') return resumeCronJob(state);
    const why = whyNotStarted(state);
    if (why) return { workload: ref, why };
    const memory = remembered(state);
    const before = currentReplicas(state);
    const unpauses = unpausesKeda(state);
    const bounds = boundsOf(state);
    const replicas =
      before > 0 ? before : startReplicas(memory?.replicas, bounds);
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
        ...unmarkWrites(state),
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
