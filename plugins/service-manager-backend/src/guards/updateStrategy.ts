import { perWorkload, plural, replacesPods } from './subjects';
import type { GuardRule } from './types';

/** With OnDelete a new template reaches a pod only when that is deleted. */
export const onDelete: GuardRule = input =>
  replacesPods(input)
    ? perWorkload(input.snapshots, ({ workload }) =>
        (workload.kind === 'StatefulSet' || workload.kind === 'DaemonSet') &&
        workload.spec.updateStrategy?.type === 'OnDelete'
          ? {
              code: 'on-delete',
              severity: 'warning',
              title: (names, several) =>
                `${names} ${
                  several ? 'replace' : 'replaces'
                } no pod by itself (OnDelete).`,
              detail:
                'The update strategy is OnDelete: the change is stored, and each pod gets it when it is deleted.',
              advice:
                'Replace the pods one by one, waiting for each to be ready.',
            }
          : undefined,
      )
    : [];

/** A partition keeps the pods with the lowest numbers as they are. */
export const partition: GuardRule = input =>
  replacesPods(input)
    ? perWorkload(input.snapshots, ({ workload }) => {
        if (workload.kind !== 'StatefulSet') return undefined;
        const { updateStrategy, replicas = 1 } = workload.spec;
        const from = updateStrategy?.partition ?? 0;
        if (from <= 0 || updateStrategy?.type === 'OnDelete') return undefined;
        const reached = Math.max(0, replicas - from);
        return {
          code: 'partition',
          severity: 'warning',
          title: names =>
            reached === 0
              ? `The partition of ${names} keeps all its pods as they are.`
              : `Only ${reached} of ${plural(
                  replicas,
                  'pod',
                )} of ${names} get the change.`,
          detail: `spec.updateStrategy.rollingUpdate.partition is ${from}: pods with a lower number are not touched.`,
          advice: 'Lower the partition to reach the others.',
        };
      })
    : [];
