import { UpstreamError } from '../../upstreams';
import type { Grid } from '../pure/grid';
import { emptyValues } from '../pure/grid';
import { finite, Values } from '../pure/values';

/** One series of an answer, on the grid that was asked for. */
export interface GridSeries {
  labels: Record<string, string>;
  values: Values;
}

/**
 * Puts the points of an answer on the whole grid. Prometheus leaves out steps
 * without a value, and writes values as strings.
 */
export function ontoGrid(
  grid: Grid,
  result: Array<{ metric: Record<string, string>; values?: unknown }>,
): GridSeries[] {
  return result.map(({ metric, values: points }) => {
    const values = emptyValues(grid);
    for (const [at, text] of (points ?? []) as Array<[number, string]>) {
      const index = Math.round((at - grid.start) / grid.step);
      if (index >= 0 && index < values.length) {
        values[index] = numberOf(text);
      }
    }
    return { labels: metric, values };
  });
}

/** `NaN`, `+Inf` and `-Inf` are no measurements. */
export function numberOf(text: string): number | null {
  return finite(Number(text));
}

/** The data of an answer of Prometheus' API, and what it says beside it. */
export function dataOf(
  answer: unknown,
  name: string,
): { data: any; warnings: string[] } {
  const { status, data, warnings, infos } = (answer ?? {}) as {
    status?: string;
    data?: unknown;
    warnings?: string[];
    infos?: string[];
  };
  if (status !== 'success' || data === undefined) {
    throw new UpstreamError(
      'not-it',
      `What answers for ${name} is not Prometheus: its answer has no data.`,
    );
  }
  return { data, warnings: [...(warnings ?? []), ...(infos ?? [])] };
}
