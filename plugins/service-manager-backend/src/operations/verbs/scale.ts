import { replicasText } from '../pure/replicas';
import { currentReplicas } from '../pure/stopState';
import type { VerbDefinition } from './types';
import { scaleWrite, unmarkWrites } from './writes';

export const scale: VerbDefinition<'scale'> = {
  scope: 'one',
  notFor: kind =>
    kind === 'DaemonSet'
      ? 'A DaemonSet runs one pod on every node that it selects; it has no replicas.'
      : `A ${kind} has no replicas.`,
  async plan(state, { replicas }) {
    const { ref } = state;
    const before = currentReplicas(state);
    if (before === replicas) {
      return {
        workload: ref,
        why: `It has ${replicasText(replicas)} already.`,
      };
    }
    const unmark = unmarkWrites(state);
    const wakes =
      replicas > 0 && (unmark.length > 0 || state.memory !== undefined);
    return {
      workload: ref,
      now: replicasText(before),
      then: replicasText(replicas),
      before: { replicas: before },
      after: { replicas },
      writes: [scaleWrite(state, replicas), ...(wakes ? unmark : [])],
      goal: replicas === 0 ? { kind: 'stopped' } : { kind: 'scaled', replicas },
      memory: wakes ? { type: 'forget', workload: ref } : undefined,
    };
  },
  summary: (what, { replicas }) =>
    replicas === 0
      ? `All pods of ${what} are stopped.`
      : `${what} then runs with ${replicasText(replicas)}.`,
  inverse(operation) {
    const [target] = operation.targets;
    const replicas = target?.before.replicas;
    if (typeof replicas !== 'number') return 'Nothing was changed.';
    return {
      verb: 'scale',
      parameters: { workload: target.workload.id, replicas },
    };
  },
};
