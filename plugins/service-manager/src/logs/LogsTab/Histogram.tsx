import {
  KeyboardEvent,
  memo,
  PointerEvent,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { LogVolume } from '@vtasker/backstage-plugin-service-manager-common';
import { describeError } from '../../components';
import { brushed, sayBar, toBars, type VolumeBar } from '../pure';
import styles from './Histogram.module.css';

const HEIGHT = 56;

/**
 * How many lines there were over time, by level. Drawing over it, or arrows
 * with Shift and Enter, choose a time.
 */
function HistogramView(props: {
  volume: LogVolume | undefined;
  error?: Error;
  utc: boolean;
  onBrush(range: { from: string; until: string }): void;
}) {
  const { volume, error, utc, onBrush } = props;
  const area = useRef<HTMLDivElement>(null);
  const { bars, most } = useMemo(
    () => (volume ? toBars(volume) : { bars: [], most: 0 }),
    [volume],
  );
  const [brush, setBrush] = useState<[number, number]>();
  const [pointed, setPointed] = useState<number>();
  const [drawing, setDrawing] = useState(false);

  const barAt = (event: PointerEvent) => {
    const { left, width } = area.current!.getBoundingClientRect();
    const at = Math.floor(((event.clientX - left) / width) * bars.length);
    return Math.min(Math.max(at, 0), bars.length - 1);
  };
  const choose = ([a, b]: [number, number]) => {
    const range = brushed(bars, a, b);
    setBrush(undefined);
    setDrawing(false);
    if (range) onBrush(range);
  };
  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step !== undefined) {
      const at = Math.min(
        Math.max((pointed ?? (step > 0 ? -1 : bars.length)) + step, 0),
        bars.length - 1,
      );
      setPointed(at);
      setBrush(event.shiftKey ? [brush?.[0] ?? pointed ?? at, at] : undefined);
    } else if (event.key === 'Enter' && pointed !== undefined) {
      choose(brush ?? [pointed, pointed]);
    } else if (event.key === 'Escape' && pointed !== undefined) {
      setBrush(undefined);
      setPointed(undefined);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const told = pointed === undefined ? undefined : bars[pointed];
  const total = bars.reduce((sum, bar) => sum + bar.total, 0);
  const partly = bars.some(({ unknown }) => unknown);
  return (
    <div className={styles.histogram}>
      {/* A slider over time: it takes the keys that its label names. */}
      <div
        ref={area}
        role="slider"
        aria-label="Lines over time. Arrows look at a bar, Shift widens the choice, Enter shows its lines"
        aria-valuemin={0}
        aria-valuemax={Math.max(bars.length - 1, 0)}
        aria-valuenow={pointed ?? 0}
        aria-valuetext={
          told ? `${sayTime(told, utc)}, ${sayBar(told)}` : `${total} lines`
        }
        tabIndex={0}
        className={styles.area}
        onKeyDown={onKeyDown}
        onPointerDown={event => {
          if (event.button !== 0 || bars.length === 0) return;
          event.currentTarget.setPointerCapture?.(event.pointerId);
          setDrawing(true);
          setBrush([barAt(event), barAt(event)]);
        }}
        onPointerMove={event => {
          if (bars.length === 0) return;
          setPointed(barAt(event));
          if (drawing && brush) setBrush([brush[0], barAt(event)]);
        }}
        onPointerUp={() => drawing && brush && choose(brush)}
        onPointerLeave={() => !drawing && setPointed(undefined)}
      >
        <svg
          viewBox={`0 0 ${Math.max(bars.length, 1)} ${HEIGHT}`}
          preserveAspectRatio="none"
          className={styles.bars}
          aria-hidden
        >
          {bars.map((bar, at) => (
            <Bar key={bar.from} bar={bar} at={at} most={most} />
          ))}
          {brush && (
            <rect
              className={styles.brush}
              x={Math.min(...brush)}
              width={Math.abs(brush[1] - brush[0]) + 1}
              y={0}
              height={HEIGHT}
            />
          )}
        </svg>
      </div>
      <div className={styles.legend}>
        <span>{bars[0] && sayTime(bars[0], utc)}</span>
        <span>
          {sayLegend(told, { volume, error, total, most, utc, partly })}
        </span>
        <span>{bars.length > 0 && sayTime(bars[bars.length - 1], utc)}</span>
      </div>
    </div>
  );
}

/** Lines come more often than its bars change. */
export const Histogram = memo(HistogramView);

function Bar(props: { bar: VolumeBar; at: number; most: number }) {
  const { bar, at, most } = props;
  if (bar.unknown) {
    return (
      <rect className={styles.unknown} x={at} width={1} y={0} height={HEIGHT} />
    );
  }
  let top = HEIGHT;
  return (
    <>
      {bar.parts.map(({ level, count }) => {
        // One line among thousands is still seen.
        const height = Math.max((count / most) * HEIGHT, 1.5);
        top -= height;
        return (
          <rect
            key={level}
            className={styles.part}
            data-level={level}
            x={at + 0.1}
            width={0.8}
            y={top}
            height={height}
          />
        );
      })}
    </>
  );
}

function sayTime({ from }: VolumeBar, utc: boolean): string {
  return new Date(from).toLocaleString(undefined, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
    ...(utc && { timeZone: 'UTC' }),
  });
}

function sayLegend(
  told: VolumeBar | undefined,
  all: {
    volume?: LogVolume;
    error?: Error;
    total: number;
    most: number;
    utc: boolean;
    /** Not all of the time was counted. */
    partly: boolean;
  },
): string {
  if (told) return `${sayTime(told, all.utc)}: ${sayBar(told)}`;
  if (all.error && !all.volume) {
    // What is wrong with the filters stands above already.
    return (all.error as { statusCode?: number }).statusCode === 400
      ? 'Not counted'
      : `The lines could not be counted: ${describeError(all.error).message}`;
  }
  if (!all.volume) return 'Counting the lines …';
  const lines =
    all.total === 1 ? '1 line' : `${all.total.toLocaleString()} lines`;
  const grey = all.partly ? '; grey: not known any more' : '';
  return all.total === 0
    ? `No lines in this time${grey}`
    : `${lines}, at most ${all.most.toLocaleString()} in a bar${grey}`;
}
