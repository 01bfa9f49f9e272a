import { Skeleton } from '@backstage/ui';
import { columns, tracksOf } from './columns';
import type { ColumnId } from './types';
import styles from './FleetTable.module.css';

const ROWS = 14;

/** The table's layout before the first answer. */
export function FleetSkeleton(props: { shown: readonly ColumnId[] }) {
  const tracks = tracksOf(props.shown);
  return (
    <div
      className={styles.scroller}
      style={{ ['--fleet-columns' as string]: tracks }}
      aria-busy="true"
      aria-label="Loading services"
      role="status"
    >
      <div className={styles.header}>
        {props.shown.map(column => (
          <div key={column} className={styles.heading}>
            <b>{columns[column].title}</b>
          </div>
        ))}
      </div>
      <div className={styles.body}>
        {Array.from({ length: ROWS }, (_, index) => (
          <div
            key={index}
            className={styles.row}
            style={{ transform: `translateY(${index * 36}px)` }}
          >
            {props.shown.map(column => (
              <div key={column} className={styles.cell}>
                <Skeleton width="70%" height={14} />
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
