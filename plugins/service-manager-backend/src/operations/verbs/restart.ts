import { ServiceManagerError } from '../../errors';
import type { VerbDefinition } from './types';
import { mergeWrite } from './writes';

const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

export const restart: VerbDefinition<'restart'> = {
  scope: 'all',
  notFor: kind => `A ${kind} has no rollout to restart.`,
  async plan(state, _parameters, { now }) {
    const { ref, object } = state;
    if (object.spec.paused) {
      throw new ServiceManagerError(
        409,
        'ROLLOUT_PAUSED',
        `The rollout of ${ref.name} is paused, so nothing would restart`,
        { nextStep: 'Resume the rollout first.' },
      );
    }
    if (object.spec.replicas === 0) {
      return { workload: ref, why: 'It is stopped: there is no pod.' };
    }
    const onDelete = object.spec.updateStrategy?.type === 'OnDelete';
    // The time is part of the plan, so that a second try is the same write.
    const restartedAt = now.toISOString().replace(/\.\d+Z$/, 'Z');
    const path = ['spec', 'template', 'metadata', 'annotations', RESTARTED_AT];
    return {
      workload: ref,
      now: 'the present pods',
      then: onDelete
        ? 'the present pods until each is deleted by hand (update strategy OnDelete)'
        : 'new pods of the same version, one after the other',
      before: {
        restartedAt: object.spec.template.metadata?.annotations?.[RESTARTED_AT],
      },
      after: { restartedAt },
      writes: [
        mergeWrite(state, 'restart', `Restart ${ref.name}`, [
          [path, restartedAt],
        ]),
      ],
      goal: { kind: 'rollout' },
    };
  },
  summary: what =>
    `The pods of ${what} are replaced by new ones of the same version.`,
  inverse: () => 'A restart leaves nothing to take back.',
};
