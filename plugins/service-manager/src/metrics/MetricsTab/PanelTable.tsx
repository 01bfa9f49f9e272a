import { ScrollRegion } from '../../components';
import { formatValue, type Unit } from '../../measures';
import {
  formatMoment,
  type Grid,
  type Line,
  shortNames,
  statsOf,
  timesOf,
} from '../pure';
import styles from './PanelTable.module.css';

/** More rows than this nobody reads, and every one costs. */
const MOST_ROWS = 300;

/** The values of a chart as a table, the newest first. */
export function PanelTable(props: {
  title: string;
  lines: readonly Line[];
  grid: Grid;
  unit: Unit;
  utc: boolean;
  height: number;
}) {
  const { title, lines, grid, unit, utc, height } = props;
  const times = timesOf(grid);
  // Cut at the end, the names of pods would all be the same.
  const names = shortNames(lines);
  const every = Math.ceil(times.length / MOST_ROWS);
  const rows = times
    .map((at, index) => ({ at, index }))
    .filter(({ index }) => (times.length - 1 - index) % every === 0)
    .reverse();
  return (
    <div className={styles.box} style={{ height }}>
      <ScrollRegion label={`${title} as a table`}>
        <table className={styles.table} aria-label={title}>
          <thead>
            <tr>
              <th scope="col">Time</th>
              {lines.map(({ name, role }, at) => (
                <th key={`${role} ${name}`} scope="col" title={name}>
                  {names[at]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ at, index }) => (
              <tr key={at}>
                <th scope="row">{formatMoment(at, utc)}</th>
                {lines.map(({ name, role, values }) => (
                  <td key={`${role} ${name}`}>
                    {values[index] === null
                      ? '–'
                      : formatValue(values[index], unit)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {every > 1 && (
          <p className={styles.note}>
            Every {every}th of {times.length} values. A shorter time shows all.
          </p>
        )}
      </ScrollRegion>
    </div>
  );
}

/** Last, least, mean and greatest of each line. */
export function StatsTable(props: {
  title: string;
  lines: readonly Line[];
  unit: Unit;
}) {
  const { title, lines, unit } = props;
  return (
    <ScrollRegion label={`Figures of ${title}`}>
      <table className={styles.table} aria-label={`Figures of ${title}`}>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Last</th>
            <th scope="col">Least</th>
            <th scope="col">Mean</th>
            <th scope="col">Greatest</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, role, values }) => {
            const { last, least, mean, most } = statsOf(values);
            return (
              <tr key={`${role} ${name}`}>
                <th scope="row">{name}</th>
                {[last, least, mean, most].map((value, at) => (
                  <td key={at}>{formatValue(value, unit)}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
