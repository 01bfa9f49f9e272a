import type { VerbDefinition } from './types';
import { changedIds, mergeWrite } from './writes';

export const resume: VerbDefinition<'resume'> = {
  scope: 'all',
  notFor: kind =>
    `Only the rollout of a Deployment can be paused, not a ${kind}'s.`,
  async plan(state) {
    const { ref, object } = state;
    if (!object.spec.paused) {
      return { workload: ref, why: 'Its rollout is not paused.' };
    }
    return {
      workload: ref,
      now: 'rollout paused',
      then: 'changes roll out at once',
      before: { paused: true },
      after: { paused: false },
      writes: [
        mergeWrite(state, 'resume', `Resume the rollout of ${ref.name}`, [
          // Absent, as it was before the pause: `false` is what it means.
          [['spec', 'paused'], undefined],
        ]),
      ],
      goal: { kind: 'rollout' },
    };
  },
  summary: what => `What waited in ${what} is rolled out now.`,
  inverse: operation => ({
    verb: 'pause',
    parameters: { workloads: changedIds(operation) },
  }),
};
