import { replicaCounts } from '../workloads';
import { perWorkload, plural, replacesPods, replicasAfter } from './subjects';
import type { GuardRule } from './types';

/**
 * What a disruption budget allows now. Kubernetes asks it for evictions only:
 * scaling and rollouts go past it, and a person should know.
 */
export const disruptionBudget: GuardRule = input =>
  perWorkload(input.snapshots, snapshot => {
    const counts = replicaCounts(snapshot.workload);
    const after = replicasAfter(input, snapshot);
    if (!counts || after === undefined || counts.current === 0) return [];
    const takesAway = Math.max(0, counts.current - after);
    return snapshot.disruptionBudgets.flatMap(({ metadata, status }) => {
      const allowed = status.disruptionsAllowed ?? 0;
      const exceeds = takesAway > allowed;
      if (!exceeds && !(replacesPods(input) && allowed === 0)) return [];
      const healthy =
        status.currentHealthy === undefined ||
        status.desiredHealthy === undefined
          ? ''
          : ` (${status.currentHealthy} healthy, at least ${status.desiredHealthy} wanted)`;
      return {
        code: 'disruption-budget',
        severity: 'warning' as const,
        title: (names: string) =>
          `Disruption budget ${metadata.name} of ${names} allows ${
            allowed === 0
              ? 'no pod to be taken away'
              : `only ${plural(allowed, 'pod')} to be taken away`
          } now.`,
        detail: `${
          exceeds
            ? `This takes away ${plural(takesAway, 'pod')}`
            : 'This replaces pods'
        }${healthy}. Kubernetes applies the budget to evictions only, so it does not hold this back.`,
        ...(exceeds
          ? {}
          : { advice: 'Wait until the pods that are missing are healthy.' }),
      };
    });
  });
