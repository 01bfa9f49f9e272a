import {
  KeyboardEvent,
  memo,
  ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Text } from '@backstage/ui';
import type { MetricPanel } from '@vtasker/backstage-plugin-service-manager-common';
import { CloseIcon, ExpandIcon, TableIcon } from '../../icons';
import { Chart, type Crosshair, type Mark } from '../chart';
import { formatValue, type Unit } from '../../measures';
import { formatMoment, type Grid, indexAt, type Line, timeAt } from '../pure';
import { Legend } from './Legend';
import { PanelTable } from './PanelTable';
import { LEGEND_ROW } from './sizes';
import styles from './ChartPanel.module.css';

/** What a panel shows: one of the backend, or the own query. */
export interface Shown
  extends Pick<MetricPanel, 'title' | 'empty' | 'warnings'> {
  id: string;
  unit: Unit;
  lines: Line[];
  grid: Grid;
}

/** What all panels have in common. */
export interface Surroundings {
  crosshair: Crosshair;
  group: string;
  utc: boolean;
  window: [number, number];
  marks: readonly Mark[];
  coveredFrom?: number;
  onZoom(from: number, until: number): void;
  onZoomOut(): void;
}

const nothing: ReadonlySet<string> = new Set();
const PAGE = 10;

function PanelView(props: {
  panel: Shown;
  around: Surroundings;
  table: boolean;
  /** Whether it stands alone, over the whole width. */
  large?: boolean;
  height: number;
  /** How many lines of names the legend has room for. */
  rows: number;
  onTable(id: string): void;
  /** Opens it large, or closes it. */
  onOpen?(id: string): void;
  children?: ReactNode;
}) {
  const { panel, around, table, large, height, rows, onTable, onOpen } = props;
  const { id, title, unit, lines, grid, empty, warnings } = panel;
  const { crosshair, utc } = around;
  const heading = useId();
  const [hidden, setHidden] = useState(nothing);
  const [index, setIndex] = useState<number>();
  const [chosen, setChosen] = useState<number>();
  const shown = useMemo(
    () => lines.filter(({ name }) => !hidden.has(name)),
    [lines, hidden],
  );

  const looking = useRef(false);
  looking.current = index !== undefined;
  useEffect(() => {
    if (looking.current) setIndex(crosshair.index);
  }, [grid, crosshair]);
  useEffect(
    () => () => {
      if (looking.current) crosshair.set(undefined);
    },
    [crosshair],
  );

  const choose = (name: string) =>
    setHidden(before => {
      const others = lines.filter(line => line.name !== name);
      const alone = !before.has(name) && before.size === others.length;
      return alone ? nothing : new Set(others.map(line => line.name));
    });

  function goTo(next: number, widen: boolean) {
    const [from, until] = around.window.map(at => indexAt(grid, at));
    const at = Math.min(Math.max(next, from), until);
    setChosen(widen ? chosen ?? index ?? at : undefined);
    setIndex(at);
    crosshair.set(at);
  }
  function leave() {
    setIndex(undefined);
    setChosen(undefined);
    crosshair.set(undefined);
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const now = crosshair.index ?? index;
    const to = moveTo(event.key, now, grid.steps);
    if (to !== undefined) goTo(to, event.shiftKey);
    else if (event.key === 'Enter' && chosen !== undefined && now !== chosen) {
      around.onZoom(timeAt(grid, chosen), timeAt(grid, now ?? chosen));
      leave();
    } else if (event.key === 'Enter' && onOpen) onOpen(id);
    else if (event.key === 't') onTable(id);
    else if (event.key === 'Escape' && index !== undefined) leave();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const drawn = lines.length > 0;
  return (
    <section aria-labelledby={heading} className={styles.panel} data-panel={id}>
      <header className={styles.header}>
        <h2 id={heading} className={styles.title}>
          {title}
        </h2>
        {drawn && (
          <button
            type="button"
            className={styles.button}
            aria-pressed={table}
            aria-label={`${title} as a table`}
            title="As a table ( t )"
            onClick={() => onTable(id)}
          >
            <TableIcon size={16} />
          </button>
        )}
        {onOpen && (drawn || large) && (
          <button
            type="button"
            className={styles.button}
            aria-label={large ? `Close ${title}` : `Open ${title} large`}
            title={
              large ? 'Back to all charts ( Esc )' : 'Open large ( Enter )'
            }
            onClick={() => onOpen(id)}
          >
            {large ? <CloseIcon size={16} /> : <ExpandIcon size={16} />}
          </button>
        )}
      </header>
      {warnings.map(warning => (
        <p key={warning} className={styles.warning}>
          {warning}
        </p>
      ))}
      {!drawn && (
        <div
          className={styles.empty}
          style={{ minHeight: height + rows * LEGEND_ROW }}
        >
          <Text variant="body-medium" weight="bold">
            {empty?.why ?? 'Nothing was measured in this time.'}
          </Text>
          <Text variant="body-small">
            {empty?.nextStep ?? 'Choose a longer time.'}
          </Text>
        </div>
      )}
      {drawn && table && (
        <PanelTable
          title={title}
          lines={shown}
          grid={grid}
          unit={unit}
          utc={utc}
          height={height}
        />
      )}
      {drawn && !table && (
        // A slider over time: it takes the keys that its label names.
        <div
          role="slider"
          tabIndex={0}
          className={styles.area}
          aria-label={`${title} over time. Arrows look at a moment, Shift chooses a time and Enter zooms into it; ${
            onOpen && !large ? 'Enter alone opens it large, ' : ''
          }t shows a table`}
          aria-valuemin={0}
          aria-valuemax={Math.max(grid.steps - 1, 0)}
          aria-valuenow={index ?? grid.steps - 1}
          aria-valuetext={sayStep(panel, index, utc)}
          onKeyDown={onKeyDown}
          onBlur={() => index !== undefined && leave()}
        >
          <Chart
            lines={lines}
            hidden={hidden}
            grid={grid}
            unit={unit}
            height={height}
            {...around}
          />
          {chosen !== undefined && index !== undefined && chosen !== index && (
            <div className={styles.choice} role="status">
              {sayChoice(grid, chosen, index, utc)} · Enter zooms in
            </div>
          )}
        </div>
      )}
      {drawn && (
        <Legend
          lines={lines}
          unit={unit}
          hidden={hidden}
          crosshair={crosshair}
          height={rows * LEGEND_ROW}
          onChoose={choose}
        />
      )}
      {props.children}
    </section>
  );
}

/** One chart with its name, legend and table; or why there is none. */
export const ChartPanel = memo(PanelView);

/** Where a key leads to; undefined when it is none of ours. */
export function moveTo(
  key: string,
  now: number | undefined,
  steps: number,
): number | undefined {
  const last = Math.max(steps - 1, 0);
  switch (key) {
    case 'ArrowLeft':
      return (now ?? last + 1) - 1;
    case 'ArrowRight':
      return (now ?? -1) + 1;
    case 'PageDown':
      return (now ?? last) - PAGE;
    case 'PageUp':
      return (now ?? -1) + PAGE;
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

function sayStep(
  { lines, unit, grid }: Pick<Shown, 'lines' | 'unit' | 'grid'>,
  index: number | undefined,
  utc: boolean,
): string {
  const at = index ?? grid.steps - 1;
  const values = lines
    .map(({ name, values: all }) => `${name} ${formatValue(all[at], unit)}`)
    .join(', ');
  return `${formatMoment(timeAt(grid, at), utc)}: ${values}`;
}

function sayChoice(grid: Grid, a: number, b: number, utc: boolean): string {
  return [Math.min(a, b), Math.max(a, b)]
    .map(at => formatMoment(timeAt(grid, at), utc))
    .join(' – ');
}
