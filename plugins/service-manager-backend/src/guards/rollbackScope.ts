import type { GuardRule } from './types';

/** People expect more of a rollback than it does. */
export const rollbackScope: GuardRule = ({ verb }) =>
  verb === 'rollback'
    ? [
        {
          code: 'rollback-scope',
          severity: 'info',
          title: 'Only the pod template goes back.',
          detail:
            'ConfigMaps, Secrets, volumes, data and the number of replicas stay as they are now.',
        },
      ]
    : [];
