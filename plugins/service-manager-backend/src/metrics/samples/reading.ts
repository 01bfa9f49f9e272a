import { endOf, Grid } from '../pure/grid';
import type { Values } from '../pure/values';
import type { PodSample, SampledPod, SampleTable } from './SampleTable';

/** A round is missed now and then; two in a row are a gap. */
const LOOK_BACK_MS = 60_000;

/** The round that tells each step of the grid; undefined where there is none. */
export function columnsOf(
  table: SampleTable,
  grid: Grid,
): Array<number | undefined> {
  const history = table.history();
  const lookBack = Math.max(LOOK_BACK_MS, grid.step * 1000);
  let next = 0;
  return Array.from({ length: grid.steps }, (_, index) => {
    const at = (grid.start + index * grid.step) * 1000;
    while (next < history.length && history[next].at <= at) next++;
    const last = history[next - 1];
    return last && at - last.at < lookBack ? last.column : undefined;
  });
}

/** When what is kept begins, where that is within the grid. */
export function coveredFrom(table: SampleTable, grid: Grid): Date | undefined {
  const [oldest] = table.history();
  if (!oldest) return new Date(endOf(grid) * 1000);
  return oldest.at > grid.start * 1000 ? new Date(oldest.at) : undefined;
}

/** One value of a pod over the grid. */
export function podValues(
  table: SampleTable,
  pod: SampledPod,
  columns: Array<number | undefined>,
  of: (sample: PodSample) => number | undefined,
): Values {
  return columns.map(column => {
    const sample =
      column === undefined ? undefined : table.read(pod.key, column);
    return (sample && of(sample)) ?? null;
  });
}
