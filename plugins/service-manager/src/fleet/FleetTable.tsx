import {
  KeyboardEvent,
  memo,
  RefObject,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useState,
} from 'react';
import { useNavigate } from 'react-router-dom';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import type {
  AlertCounts,
  Trends,
} from '@vtasker/backstage-plugin-service-manager-common';
import { ChevronDownIcon, ChevronUpIcon } from '../icons';
import { useTabLink } from '../useTabLink';
import { columns, tracksOf } from './columns';
import { FleetRow } from './FleetRow';
import { moveTo } from './moves';
import type { ColumnId, FleetRow as Row, FleetSort } from './types';
import styles from './FleetTable.module.css';

const ROW_HEIGHT = 36;
const HEADER_HEIGHT = 36;

function TableView(props: {
  rows: Row[];
  shown: readonly ColumnId[];
  sort: FleetSort;
  /** The curves of all services, once they are here. */
  trends?: Trends;
  /** What fires, of all services. */
  alerts?: AlertCounts;
  scroller: RefObject<HTMLDivElement>;
  onSort(change: { sort: FleetSort }): void;
  /** Whether rows must stay where they are: pointer or focus is on them. */
  onHold(held: boolean): void;
  /** Escape while no row is active. */
  onEscape(): void;
}) {
  const { rows, shown, sort, trends, alerts, scroller } = props;
  const { onSort, onHold, onEscape } = props;
  const id = useId();
  const navigate = useNavigate();
  const linkTo = useTabLink();
  const span = useMemo(
    () => trends && { from: trends.from, stepSeconds: trends.stepSeconds },
    [trends],
  );
  const [activeRef, setActiveRef] = useState<string>();
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const active = useMemo(
    () =>
      activeRef === undefined
        ? -1
        : rows.findIndex(row => row.entityRef === activeRef),
    [rows, activeRef],
  );

  const held = pointed || (focused && active !== -1);
  useEffect(() => {
    onHold(held);
    return () => onHold(false);
  }, [held, onHold]);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: useCallback((at: number) => rows[at].entityRef, [rows]),
    overscan: 10,
    // The header covers as much as it pushes the rows down.
    scrollPaddingEnd: HEADER_HEIGHT,
    // The active row stays in the document: the grid refers to it.
    rangeExtractor: range => {
      const found = defaultRangeExtractor(range);
      return active === -1 || found.includes(active)
        ? found
        : [...found, active].sort((a, b) => a - b);
    },
  });

  function onKeyDown(event: KeyboardEvent) {
    if (event.target !== event.currentTarget) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.floor(
      ((scroller.current?.clientHeight ?? 0) - HEADER_HEIGHT) / ROW_HEIGHT,
    );
    const next = moveTo(event.key, { active, count: rows.length, page });
    if (next !== undefined) {
      setActiveRef(rows[next]?.entityRef);
      virtualizer.scrollToIndex(next);
    } else if (event.key === 'Enter' && active !== -1) {
      const href = linkTo(rows[active].entityRef, 'service');
      if (href) navigate(href);
    } else if (event.key === 'Escape') {
      if (active === -1) onEscape();
      else setActiveRef(undefined);
    } else return;
    event.preventDefault();
  }

  const tracks = tracksOf(shown);
  const rowId = (entityRef: string) => `${id}-${entityRef}`;
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label="Services"
      aria-rowcount={rows.length + 1}
      aria-colcount={shown.length}
      aria-activedescendant={
        active === -1 ? undefined : rowId(rows[active].entityRef)
      }
      tabIndex={0}
      className={styles.scroller}
      style={{ ['--fleet-columns' as string]: tracks }}
      onKeyDown={onKeyDown}
      onFocus={event => {
        setFocused(true);
        // Coming by keyboard, one stands on the first row.
        if (event.target === event.currentTarget && active === -1 && !pointed) {
          setActiveRef(rows[0].entityRef);
        }
      }}
      onBlur={() => setFocused(false)}
    >
      <div role="row" aria-rowindex={1} className={styles.header}>
        {shown.map((column, at) => (
          <Heading
            key={column}
            column={column}
            index={at}
            sort={sort}
            onSort={onSort}
          />
        ))}
      </div>
      <div
        role="rowgroup"
        className={styles.body}
        style={{ height: virtualizer.getTotalSize() }}
        onPointerEnter={() => setPointed(true)}
        onPointerLeave={() => setPointed(false)}
      >
        {virtualizer.getVirtualItems().map(item => {
          const row = rows[item.index];
          return (
            <FleetRow
              key={item.key}
              id={rowId(row.entityRef)}
              row={row}
              index={item.index}
              top={item.start}
              active={item.index === active}
              shown={shown}
              linkTo={linkTo}
              trend={trends?.items[row.entityRef]}
              span={span}
              alerts={alerts?.items[row.entityRef]}
              problems={alerts?.problems}
              onActivate={setActiveRef}
            />
          );
        })}
      </div>
    </div>
  );
}

/**
 * The rows as a grid with one tab stop: only the rows in sight are in the
 * document, so the grid keeps the focus and names the active row.
 */
export const FleetTable = memo(TableView);

function Heading(props: {
  column: ColumnId;
  index: number;
  sort: FleetSort;
  onSort(change: { sort: FleetSort }): void;
}) {
  const { column, index, sort, onSort } = props;
  const { title, numeric, descendingFirst = false } = columns[column];
  const sorted = sort.column === column;
  const direction = sort.descending ? 'descending' : 'ascending';
  const Arrow = sort.descending ? ChevronDownIcon : ChevronUpIcon;
  return (
    <div
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={sorted ? direction : 'none'}
      className={styles.heading}
      data-numeric={numeric || undefined}
    >
      <button
        type="button"
        className={styles.sort}
        onClick={() =>
          onSort({
            sort: {
              column,
              descending: sorted ? !sort.descending : descendingFirst,
            },
          })
        }
      >
        {title}
        {sorted && <Arrow size={16} aria-hidden />}
      </button>
    </div>
  );
}
