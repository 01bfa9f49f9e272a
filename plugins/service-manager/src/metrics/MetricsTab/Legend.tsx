import { memo, useEffect, useMemo, useRef } from 'react';
import type { Crosshair } from '../chart';
import { formatValue, lastOf, type Unit } from '../../measures';
import { type Line, shortNames } from '../pure';
import styles from './Legend.module.css';

function LegendView(props: {
  lines: readonly Line[];
  unit: Unit;
  hidden: ReadonlySet<string>;
  crosshair: Crosshair;
  height: number;
  /** Shows this line alone, or all again. */
  onChoose(name: string): void;
}) {
  const { lines, unit, hidden, crosshair, height, onChoose } = props;
  const names = useMemo(() => shortNames(lines), [lines]);
  const list = useRef<HTMLUListElement>(null);

  // Written past React: it follows the pointer, in all charts at once.
  useEffect(() => {
    const write = (index: number | undefined) => {
      const cells = list.current?.querySelectorAll('[data-value]') ?? [];
      lines.forEach(({ values }, at) => {
        const value = index === undefined ? lastOf(values) : values[index];
        const cell = cells[at];
        if (cell) cell.textContent = formatValue(value, unit);
      });
    };
    write(crosshair.index);
    return crosshair.subscribe(write);
  }, [lines, unit, crosshair]);

  return (
    <ul
      ref={list}
      className={styles.legend}
      style={{ height }}
      aria-label="Last values"
    >
      {lines.map(({ name, role, color, values }, at) => (
        <li key={`${role} ${name}`}>
          <button
            type="button"
            className={styles.line}
            aria-pressed={hidden.size > 0 && !hidden.has(name)}
            data-hidden={hidden.has(name) || undefined}
            title={name}
            onClick={() => onChoose(name)}
          >
            <span
              className={styles.swatch}
              data-role={role}
              data-color={role === 'value' ? color : undefined}
            />
            <span className={styles.name}>{names[at]}</span>
            <b data-value>{formatValue(lastOf(values), unit)}</b>
          </button>
        </li>
      ))}
    </ul>
  );
}

/**
 * The lines with their last values; those at the crosshair while one looks at
 * a moment.
 */
export const Legend = memo(LegendView);
