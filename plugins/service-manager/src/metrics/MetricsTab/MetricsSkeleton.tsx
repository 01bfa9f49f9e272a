import { Skeleton } from '@backstage/ui';
import { LEGEND_ROW, PANEL_HEIGHT } from './sizes';
import panel from './ChartPanel.module.css';
import styles from './MetricsTab.module.css';

/** The charts to come, in their places: nothing jumps. */
export function MetricsSkeleton() {
  return (
    <div
      className={styles.content}
      role="status"
      aria-label="Loading the metrics"
    >
      <Skeleton width="100%" height={38} />
      <div className={styles.panels}>
        {Array.from({ length: 6 }, (_, at) => (
          <div key={at} className={panel.panel}>
            <Skeleton width={120} height={28} />
            <Skeleton width="100%" height={PANEL_HEIGHT} />
            <Skeleton width="60%" height={LEGEND_ROW} />
          </div>
        ))}
      </div>
    </div>
  );
}
