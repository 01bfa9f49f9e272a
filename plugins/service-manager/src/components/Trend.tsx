import { formatValue, lastOf, type Unit, type Values } from '../measures';
import { formatDuration } from '../time';
import { Sparkline } from './Sparkline';
import styles from './Sparkline.module.css';

/** A curve with its last value: `▁▂▃ 120m`. */
export function Trend(props: {
  /** `CPU`. */
  what: string;
  unit: Unit;
  values: Values;
  stepSeconds: number;
  width?: number;
}) {
  const { what, unit, values, stepSeconds, width } = props;
  const now = formatValue(lastOf(values), unit);
  const span = formatDuration(values.length * stepSeconds * 1000);
  return (
    <span className={styles.trend}>
      <Sparkline
        label={`${what}: now ${now}, ${span}`}
        values={values}
        width={width}
      />
      <span aria-hidden>{now === 'no value' ? '–' : now}</span>
    </span>
  );
}
