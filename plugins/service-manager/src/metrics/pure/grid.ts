import { lastOf, type Values } from '../../measures';

/** Where values lie: one a step, the first at `from`. */
export interface Grid {
  /** ISO 8601. */
  from: string;
  stepSeconds: number;
  steps: number;
}

/** The moments of the grid in ms since 1970. */
export function timesOf({ from, stepSeconds, steps }: Grid): number[] {
  const first = Date.parse(from);
  return Array.from(
    { length: steps },
    (_, at) => first + at * stepSeconds * 1000,
  );
}

/** As long as the grid: what is missing at the end was not measured. */
export function fit(values: Values, steps: number): (number | null)[] {
  return Array.from({ length: steps }, (_, at) => {
    const value = values[at];
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  });
}

/**
 * Values with nothing on either side: no line leads to them, so that they are
 * seen only when drawn as points.
 */
export function lonely(values: Values): number[] {
  return values.flatMap((value, at) =>
    value !== null &&
    (values[at - 1] ?? null) === null &&
    (values[at + 1] ?? null) === null
      ? [at]
      : [],
  );
}

export interface Stats {
  last: number | null;
  least: number | null;
  most: number | null;
  mean: number | null;
}

/** Of what was measured; gaps count for nothing. */
export function statsOf(values: Values): Stats {
  let [least, most, sum, count] = [Infinity, -Infinity, 0, 0];
  for (const value of values) {
    if (value === null) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
    sum += value;
    count += 1;
  }
  const known = count > 0;
  return {
    last: lastOf(values),
    least: known ? least : null,
    most: known ? most : null,
    mean: known ? sum / count : null,
  };
}

/** The greatest and least of all; undefined when nothing was measured. */
export function extentOf(
  lines: readonly Values[],
): { least: number; most: number } | undefined {
  let [least, most] = [Infinity, -Infinity];
  for (const values of lines) {
    for (const value of values) {
      if (value === null) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return most === -Infinity ? undefined : { least, most };
}

/** A line across may take so many times the room that the values need. */
const ROOM_FOR_LIMITS = 3;

/**
 * From where to where a chart reaches: 0 is always in it. A limit far above
 * all use would press the use flat, so that it is left out and only named.
 */
export function rangeOf(
  lines: readonly Values[],
  across: readonly Values[] = [],
): [number, number] {
  const { least, most } = extentOf(lines) ?? { least: 0, most: 0 };
  const tops = across.flatMap(values => extentOf([values])?.most ?? []);
  const near = tops.filter(top => top <= most * ROOM_FOR_LIMITS || most <= 0);
  const top = Math.max(most, ...near, 0);
  const bottom = Math.min(least, 0);
  const room = (top - bottom) * 0.08;
  if (room === 0) return [0, 1];
  return [bottom < 0 ? bottom - room : 0, top + room];
}

/** The step that a moment belongs to, within the grid. */
export function indexAt(grid: Grid, millis: number): number {
  const at = Math.round(
    (millis - Date.parse(grid.from)) / (grid.stepSeconds * 1000),
  );
  return Math.min(Math.max(at, 0), Math.max(grid.steps - 1, 0));
}

/** The moment of a step in ms since 1970. */
export function timeAt(grid: Grid, index: number): number {
  return Date.parse(grid.from) + index * grid.stepSeconds * 1000;
}
