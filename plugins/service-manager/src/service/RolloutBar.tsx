import type { RolloutView } from '@vtasker/backstage-plugin-service-manager-common';
import { Text } from '@backstage/ui';
import styles from './RolloutBar.module.css';

/** A rollout that runs: pods of the old and of the new revision. */
export function RolloutBar(props: { rollout: RolloutView; of: string }) {
  const { updated, available, old, desired, message } = props.rollout;
  const whole = Math.max(desired, updated + old, 1);
  const width = (count: number) => ({ width: `${(100 * count) / whole}%` });
  const starting = Math.max(0, updated - available);
  const words = `${available} of ${desired} new pods available, ${starting} starting, ${old} old pods left`;
  return (
    <div className={styles.rollout}>
      <div
        role="progressbar"
        aria-label={`Rollout of ${props.of}`}
        aria-valuemin={0}
        aria-valuemax={desired}
        aria-valuenow={Math.min(available, desired)}
        aria-valuetext={words}
        className={styles.bar}
      >
        <span className={styles.new} style={width(available)} />
        <span className={styles.starting} style={width(starting)} />
        <span className={styles.old} style={width(old)} />
      </div>
      <Text variant="body-small">
        Rollout: {words}. {message}
      </Text>
    </div>
  );
}
