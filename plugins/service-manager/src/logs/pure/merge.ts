import type { LogRow } from './LogBuffer';

/** Where a row stands in time, in nanoseconds. */
export function nsOf(row: LogRow): string {
  return row.type === 'gap' ? row.from : row.ns;
}

/** Compares nanoseconds as text: as numbers they would lose their last digits. */
export function compareNs(a: string, b: string): number {
  // Of one length as a rule: then they compare as they are.
  const [left, right] =
    a.length === b.length ? [a, b] : [a.padStart(20, '0'), b.padStart(20, '0')];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/**
 * Two pages of the same log as one, in the order of time, each line once. Rows
 * of one instant stay in the order of their page; those of `a` come first.
 */
export function mergeRows(
  a: readonly LogRow[],
  b: readonly LogRow[],
): LogRow[] {
  const seen = new Set<string>();
  const once = (row: LogRow) => {
    const key = row.type === 'line' ? row.cursor : JSON.stringify(row);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
  const left = a.filter(once);
  const right = b.filter(once);
  const merged: LogRow[] = [];
  let at = 0;
  for (const row of right) {
    while (at < left.length && compareNs(nsOf(left[at]), nsOf(row)) <= 0) {
      merged.push(left[at++]);
    }
    merged.push(row);
  }
  return merged.concat(left.slice(at));
}

/** How many lines are known to be missing, and at how many places nobody knows. */
export interface GapSum {
  lines: number;
  unknown: number;
}

/** What all gaps among the rows come to, on top of `before`. */
export function sumGaps(
  rows: readonly LogRow[],
  before: GapSum = { lines: 0, unknown: 0 },
): GapSum {
  let { lines, unknown } = before;
  for (const row of rows) {
    if (row.type !== 'gap') continue;
    if (row.count === undefined) unknown += 1;
    else lines += row.count;
  }
  return { lines, unknown };
}
