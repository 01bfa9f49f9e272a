import type { Metrics } from '@vtasker/backstage-plugin-service-manager-common';
import { formatDuration, useTimeText } from '../../time';
import { formatMoment, timeAt, zoneName } from '../pure';
import styles from './MetricsTab.module.css';

const sources: Record<Metrics['source'], string> = {
  prometheus: 'Prometheus',
  'metrics-api': "the cluster's metrics API",
  none: 'none',
};

/** Where the values come from and why, how dense and how new they are. */
export function StatusLine(props: {
  metrics: Metrics;
  /** In ms; absent when nothing new is asked for. */
  every?: number;
  loading: boolean;
  utc: boolean;
}) {
  const { metrics, every, loading, utc } = props;
  const { source, why, stepSeconds, steps, coveredFrom } = metrics;
  const zone = useTimeText(now => zoneName(now, utc));
  const end = timeAt(metrics, Math.max(steps - 1, 0));
  return (
    <div className={styles.status}>
      <span>
        Source: {sources[source]}. {why}
      </span>
      {steps > 0 && (
        <>
          <span>One value every {formatDuration(stepSeconds * 1000)}</span>
          <span>Until {formatMoment(end, utc)}</span>
        </>
      )}
      {coveredFrom && (
        <span>
          Kept since {formatMoment(Date.parse(coveredFrom), utc)}; grey: not
          kept
        </span>
      )}
      <span role="status">
        {loading && 'Reading …'}
        {!loading &&
          (every ? `New values every ${formatDuration(every)}` : 'History')}
      </span>
      <span>Times in {zone}</span>
    </div>
  );
}
