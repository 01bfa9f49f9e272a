import { memo } from 'react';
import { fold, formatExactNs, formatTime, type LogRow, nsOf } from '../pure';
import { LevelIcon } from './LevelIcon';
import { LineText } from './LineText';
import styles from './LogLines.module.css';

/** In px; the style sheet has the same. */
export const ROW_HEIGHT = 22;

interface LineRowProps {
  /** Of the row that the grid names as active. */
  id: string | undefined;
  seq: number;
  row: LogRow;
  index: number;
  place: number;
  top: number;
  measure(element: HTMLElement | null): void;
  wrap: boolean;
  utc: boolean;
  date: boolean;
  showPod: boolean;
  /** The pod's. */
  color: number | undefined;
  search: string;
  active: boolean;
  unfolded: boolean;
  onOpen(seq: number): void;
  onUnfold(seq: number): void;
}

function LineRowView(props: LineRowProps) {
  const { id, seq, row, index, place, top, active, onOpen } = props;
  return (
    // The grid has the keys: it names the active row.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      ref={isFlat(props) ? undefined : props.measure}
      id={id}
      role="row"
      aria-rowindex={index + 1}
      data-index={index}
      data-place={place}
      data-type={row.type}
      data-active={active || undefined}
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => {
        // Who marks text to copy it opens nothing.
        if (row.type === 'line' && !window.getSelection()?.toString()) {
          onOpen(seq);
        }
      }}
    >
      {row.type === 'line' ? (
        <LineCells {...props} row={row} />
      ) : (
        <EventCells {...props} row={row} />
      )}
    </div>
  );
}

export const LineRow = memo(LineRowView, (before, after) =>
  (Object.keys(after) as (keyof LineRowProps)[]).every(name =>
    // The buffer makes another object of the same row each time.
    name === 'row'
      ? sameRow(before.row, after.row)
      : before[name] === after[name],
  ),
);

function sameRow(a: LogRow, b: LogRow): boolean {
  if (a.type === 'line' && b.type === 'line') return a.cursor === b.cursor;
  return a === b;
}

/** Whether its height is known: to measure thousands a second is too slow. */
function isFlat({ row, wrap }: LineRowProps): boolean {
  if (wrap) return false;
  if (row.type !== 'line') return true;
  return row.cut === undefined && !fold(row.text, false).foldable;
}

function Time({ row, utc, date }: LineRowProps) {
  const ns = nsOf(row);
  return (
    <span
      role="gridcell"
      className={styles.time}
      title={formatExactNs(ns, { utc })}
    >
      {formatTime(ns, { utc, date })}
    </span>
  );
}

function LineCells(
  props: LineRowProps & { row: Extract<LogRow, { type: 'line' }> },
) {
  const { row, seq, unfolded, onUnfold } = props;
  const folded = fold(row.text, unfolded);
  return (
    <>
      <span
        role="gridcell"
        aria-label={`${row.pod} / ${row.container}`}
        className={styles.pod}
        data-pod={props.color}
        title={`${row.pod} / ${row.container}, ${row.cluster}`}
      >
        {props.showPod && <span>{shortPod(row.pod)}</span>}
      </span>
      <Time {...props} />
      <span role="gridcell" className={styles.level} data-level={row.level}>
        <LevelIcon level={row.level} />
        {row.level === 'unknown' ? '–' : row.level}
      </span>
      <span role="gridcell" className={styles.text}>
        {row.late && (
          <span
            className={styles.tag}
            title="It came so late that lines after it were shown before."
          >
            late
          </span>
        )}
        {row.previous && (
          <span
            className={styles.tag}
            title="Of the container instance before the present one."
          >
            previous
          </span>
        )}
        <LineText text={folded.text} search={props.search} />
        {folded.foldable && (
          <button
            type="button"
            tabIndex={-1}
            className={styles.fold}
            aria-expanded={unfolded}
            onClick={event => {
              event.stopPropagation();
              onUnfold(seq);
            }}
          >
            {unfolded ? 'Fold' : sayMore(folded)}
          </button>
        )}
        {unfolded && folded.moreCharacters > 0 && (
          <span className={styles.cut}>
            {folded.moreCharacters.toLocaleString()} more characters: download
            the lines to read them.
          </span>
        )}
        {row.cut !== undefined && (
          <span className={styles.cut}>
            {row.cut.toLocaleString()} characters were cut off.
          </span>
        )}
      </span>
    </>
  );
}

function EventCells(
  props: LineRowProps & { row: Exclude<LogRow, { type: 'line' }> },
) {
  const { row } = props;
  return (
    <>
      <span role="gridcell" className={styles.pod} />
      <Time {...props} />
      <span role="gridcell" className={styles.event}>
        {row.type === 'gap' ? <>{sayGap(row)} </> : null}
        {row.message}
      </span>
    </>
  );
}

function sayGap({ count }: Extract<LogRow, { type: 'gap' }>): string {
  if (count === undefined) {
    return 'Lines are missing here; nobody knows how many.';
  }
  return count === 1
    ? '1 line is missing here.'
    : `${count.toLocaleString()} lines are missing here.`;
}

function sayMore(folded: { moreLines: number; moreCharacters: number }) {
  if (folded.moreLines === 0) {
    return `+${folded.moreCharacters.toLocaleString()} characters`;
  }
  return folded.moreLines === 1 ? '+1 line' : `+${folded.moreLines} lines`;
}

/** What tells pods of one workload apart stands at the end of their names. */
export function shortPod(pod: string): string {
  const parts = pod.split('-');
  const last = parts[parts.length - 1];
  // `db-0` of a StatefulSet; the last part of the others is random.
  return /^\d+$/.test(last) ? parts.slice(-2).join('-') : last;
}
