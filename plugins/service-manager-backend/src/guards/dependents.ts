import { enumerate, plural, replicasAfter } from './subjects';
import type { GuardRule } from './types';

/** Who breaks if this stops, from the catalog's relations. */
export const dependents: GuardRule = input => {
  const leavesNothing =
    input.snapshots.length > 0 &&
    input.snapshots.every(
      snapshot =>
        snapshot.workload.kind === 'CronJob' ||
        replicasAfter(input, snapshot) === 0,
    ) &&
    (input.verb === 'stop' || input.verb === 'scale');
  if (!leavesNothing || !input.dependents.length) return [];
  const label = ({ title, state }: (typeof input.dependents)[number]) =>
    `${title}${state ? ` (${state})` : ''}`;
  const affected = input.dependents.filter(
    ({ state }) => state !== 'stopped' && state !== 'suspended',
  );
  if (!affected.length) {
    return [
      {
        code: 'dependents',
        severity: 'info',
        title: `${plural(
          input.dependents.length,
          'dependent service',
        )} already stopped.`,
        detail: `${enumerate(
          input.dependents.map(label),
        )} need this service when they start again.`,
      },
    ];
  }
  const one = affected.length === 1;
  return [
    {
      code: 'dependents',
      severity: 'warning',
      title: `${plural(affected.length, 'service')} ${
        one ? 'depends' : 'depend'
      } on this one.`,
      detail: `${enumerate(
        [...affected].sort((a, b) => (a.title < b.title ? -1 : 1)).map(label),
      )} may fail while it is stopped.`,
      advice: `Stop ${one ? 'it' : 'them'} first, or tell ${
        one ? 'its owner' : 'their owners'
      }.`,
    },
  ];
};
