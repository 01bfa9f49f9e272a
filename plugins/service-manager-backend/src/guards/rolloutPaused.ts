import { perWorkload } from './subjects';
import type { GuardRule } from './types';

/**
 * A paused rollout takes a change but does not act on it. A restart and a
 * rollback are refused there, by the verbs themselves.
 */
export const rolloutPaused: GuardRule = ({ verb, snapshots }) =>
  verb === 'deploy'
    ? perWorkload(snapshots, ({ workload }) =>
        workload.kind === 'Deployment' && workload.spec.paused
          ? {
              code: 'rollout-paused',
              severity: 'warning',
              title: (names, several) =>
                `The ${several ? 'rollouts' : 'rollout'} of ${names} ${
                  several ? 'are' : 'is'
                } paused.`,
              detail:
                'The new image is stored, but no pod gets it until the rollout is resumed.',
              advice: 'Resume the rollout first.',
            }
          : undefined,
      )
    : [];
