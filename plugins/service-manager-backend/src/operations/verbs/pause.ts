import type { VerbDefinition } from './types';
import { changedIds, mergeWrite } from './writes';

export const pause: VerbDefinition<'pause'> = {
  scope: 'all',
  notFor: kind =>
    `Only the rollout of a Deployment can be paused, not a ${kind}'s.`,
  async plan(state) {
    const { ref, object } = state;
    if (object.spec.paused) {
      return { workload: ref, why: 'Its rollout is paused already.' };
    }
    return {
      workload: ref,
      now: 'changes roll out at once',
      then: 'rollout paused',
      before: { paused: false },
      after: { paused: true },
      writes: [
        mergeWrite(state, 'pause', `Pause the rollout of ${ref.name}`, [
          [['spec', 'paused'], true],
        ]),
      ],
      goal: { kind: 'observed' },
    };
  },
  summary: what =>
    `Changes to ${what} wait until the rollout is resumed. Running pods go on.`,
  inverse: operation => ({
    verb: 'resume',
    parameters: { workloads: changedIds(operation) },
  }),
};
