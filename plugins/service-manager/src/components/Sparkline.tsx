import { memo } from 'react';
import { sparkPath } from './sparkPath';
import styles from './Sparkline.module.css';

const HEIGHT = 20;

function SparklineView(props: {
  /** `CPU: now 120m, 30 min`. */
  label: string;
  values: readonly (number | null)[];
  width?: number;
}) {
  const { label, values, width = 56 } = props;
  const { line, points } = sparkPath(values, { width, height: HEIGHT });
  return (
    <svg
      role="img"
      aria-label={label}
      className={styles.sparkline}
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
    >
      <title>{label}</title>
      <path className={styles.line} d={line} />
      {points.map(({ x, y }) => (
        <circle key={x} className={styles.point} cx={x} cy={y} r={1.2} />
      ))}
    </svg>
  );
}

/** A curve as small as a word; its text says what it shows. */
export const Sparkline = memo(SparklineView);
