import { memo, useRef } from 'react';
import type { AlertCount } from '@vtasker/backstage-plugin-service-manager-common';
import { columns } from './columns';
import type { Tab, useTabLink } from '../useTabLink';
import type { ColumnId, FleetRow as Row, RowTrend, TrendSpan } from './types';
import styles from './FleetTable.module.css';

function RowView(props: {
  row: Row;
  id: string;
  index: number;
  top: number;
  active: boolean;
  shown: readonly ColumnId[];
  linkTo: ReturnType<typeof useTabLink>;
  trend?: RowTrend;
  /** Over which time the curves of all rows go. */
  span?: TrendSpan;
  alerts?: AlertCount;
  problems?: string[];
  onActivate(entityRef: string): void;
}) {
  const { row, id, index, top, active, shown, onActivate } = props;
  const { linkTo, trend, span, alerts, problems = [] } = props;
  const link = (tab: Tab, view?: Record<string, string>) =>
    linkTo(row.entityRef, tab, view);
  const shownTrend = trend && span && { ...trend, ...span };
  const shownAlerts = alerts && { count: alerts, problems };
  const changes = useChanges(row);
  return (
    // The grid holds the focus and takes the keys, for the active row too.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      role="row"
      id={id}
      aria-rowindex={index + 2}
      aria-selected={active}
      tabIndex={-1}
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
      data-active={active || undefined}
      data-changed={changes === 0 ? undefined : oddOrEven(changes)}
      onClick={() => onActivate(row.entityRef)}
    >
      {shown.map((column, at) => (
        <div
          key={column}
          role="gridcell"
          aria-colindex={at + 1}
          className={styles.cell}
          data-numeric={columns[column].numeric || undefined}
        >
          {columns[column].render(row, link, shownTrend, shownAlerts)}
        </div>
      ))}
    </div>
  );
}

/** One row. Rendered again only when what it shows has changed. */
export const FleetRow = memo(RowView);

/** How often the row has changed while it was on the screen. */
function useChanges(row: Row): number {
  const seen = useRef({ row, changes: 0 });
  if (seen.current.row !== row) {
    seen.current = { row, changes: seen.current.changes + 1 };
  }
  return seen.current.changes;
}

function oddOrEven(count: number): 'odd' | 'even' {
  return count % 2 === 1 ? 'odd' : 'even';
}
