import type { Alert } from '@vtasker/backstage-plugin-service-manager-common';

/** What fires for one service, as far as it is known. */
export interface FiringCount {
  firing: number;
  silenced: number;
  /** The worst of those that are not silenced. */
  severity?: Alert['severity'];
  /** Why there may be more, in sentences. */
  unknown: string[];
}

const worstFirst: Alert['severity'][] = [
  'critical',
  'warning',
  'info',
  'unknown',
];

export function nothingFires(): FiringCount {
  return { firing: 0, silenced: 0, unknown: [] };
}

/** Adds one alert that fires. */
export function countAlert(
  count: FiringCount,
  severity: Alert['severity'],
  silenced: boolean,
): void {
  if (silenced) {
    count.silenced += 1;
    return;
  }
  count.firing += 1;
  count.severity = worstOf(count.severity, severity);
}

/** What several sources found, none of which knows of the others. */
export function sumCounts(counts: FiringCount[]): FiringCount {
  return counts.reduce(
    (sum, { firing, silenced, severity, unknown }) => ({
      firing: sum.firing + firing,
      silenced: sum.silenced + silenced,
      severity: worstOf(sum.severity, severity),
      unknown: [...new Set([...sum.unknown, ...unknown])],
    }),
    nothingFires(),
  );
}

function worstOf(
  one: Alert['severity'] | undefined,
  other: Alert['severity'] | undefined,
): Alert['severity'] | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return worstFirst.indexOf(one) <= worstFirst.indexOf(other) ? one : other;
}
