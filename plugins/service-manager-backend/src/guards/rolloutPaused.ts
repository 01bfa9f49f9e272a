import { perWorkload } from './subjects';
import type { GuardRule } from './types';

/** kubectl refuses these two on a paused Deployment; so do we. */
const REFUSED = ['restart', 'rollback'];

/** A paused rollout takes a change but does not act on it. */
export const rolloutPaused: GuardRule = ({ verb, snapshots }) =>
  REFUSED.includes(verb) || verb === 'deploy'
    ? perWorkload(snapshots, ({ workload }) =>
        workload.kind === 'Deployment' && workload.spec.paused
          ? {
              code: 'rollout-paused',
              severity: verb === 'deploy' ? 'warning' : 'block',
              title: (names, several) =>
                `The ${several ? 'rollouts' : 'rollout'} of ${names} ${
                  several ? 'are' : 'is'
                } paused.`,
              detail:
                verb === 'deploy'
                  ? 'The new image is stored, but no pod gets it until the rollout is resumed.'
                  : `A ${verb} would do nothing until the rollout is resumed.`,
              advice: 'Resume the rollout first.',
            }
          : undefined,
      )
    : [];
