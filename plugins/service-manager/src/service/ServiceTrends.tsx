import { Link } from 'react-router-dom';
import { useTrends } from '../api';
import { Trend } from '../components';
import { useTabLink } from '../useTabLink';
import styles from './ServiceTrends.module.css';

/** CPU and memory of the last half hour, with the way to all charts. */
export function ServiceTrends(props: { entityRef: string }) {
  const { entityRef } = props;
  const { trends } = useTrends({ refs: [entityRef], wanted: true });
  const href = useTabLink()(entityRef, 'metrics');
  const { cpu, memory } = trends?.items[entityRef] ?? {};
  if (!trends || (!cpu && !memory)) return null;
  const { stepSeconds } = trends;
  const curves = (
    <>
      {cpu && (
        <span className={styles.curve}>
          CPU
          <Trend what="CPU" unit="cores" {...{ values: cpu, stepSeconds }} />
        </span>
      )}
      {memory && (
        <span className={styles.curve}>
          Memory
          <Trend
            what="Memory"
            unit="bytes"
            {...{ values: memory, stepSeconds }}
          />
        </span>
      )}
    </>
  );
  return href ? (
    <Link to={href} className={styles.trends} title="Show the metrics">
      {curves}
    </Link>
  ) : (
    <span className={styles.trends}>{curves}</span>
  );
}
