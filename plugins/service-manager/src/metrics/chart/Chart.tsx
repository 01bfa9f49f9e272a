import { useLayoutEffect, useMemo, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type Grid, timesOf } from '../pure';
import type { Crosshair } from './Crosshair';
import { type Drawn, optionsOf } from './options';
import { type Palette, readPalette, useThemeMode } from './palette';
import styles from './Chart.module.css';

/** @internal */
export interface ChartProps extends Drawn {
  grid: Grid;
  height: number;
  crosshair: Crosshair;
  /** Charts of the same group share the crosshair. */
  group: string;
  onZoom(from: number, until: number): void;
  onZoomOut(): void;
}

/** Where nothing is laid out, a chart still has a size. */
const LEAST_WIDTH = 120;

/**
 * Lines over time: the only place that knows with what they are drawn. It is
 * a picture; keys, words and tables are those of what it stands in.
 */
export function Chart(props: ChartProps) {
  const { lines, hidden, grid, unit, utc, height, group, crosshair } = props;
  const { marks, coveredFrom } = props;
  const [begin, end] = props.window;
  const theme = useThemeMode();
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>();
  const palette = useRef<Palette>();
  const width = useRef<number>();
  const latest = useRef(props);
  latest.current = props;

  const data = useMemo(
    (): UPlot.AlignedData => [
      timesOf(grid),
      ...lines.map(({ values }) => values),
    ],
    [grid, lines],
  );
  const newest = useRef(data);
  newest.current = data;
  const drawnData = useRef<UPlot.AlignedData>();

  // What cannot be changed on a chart that there is; the rest is read anew.
  const shape = JSON.stringify([
    unit,
    utc,
    height,
    group,
    lines.map(({ name, role, color }) => [role, color, hidden.has(name)]),
  ]);
  useLayoutEffect(() => {
    const element = holder.current!;
    const build = () => {
      palette.current = readPalette(element);
      drawnData.current = newest.current;
      plot.current = new UPlot(
        optionsOf(
          () => latest.current,
          () => palette.current!,
          { width: Math.max(width.current!, LEAST_WIDTH), height },
          group,
          {
            onPoint: index => latest.current.crosshair.set(index, 'pointer'),
            onZoom: (...range) => latest.current.onZoom(...range),
            onZoomOut: () => latest.current.onZoomOut(),
          },
        ),
        drawnData.current,
        element,
      );
    };
    const resize = (to: number) => {
      if (to === width.current && plot.current) return;
      width.current = to;
      if (!plot.current) build();
      else plot.current.setSize({ width: Math.max(to, LEAST_WIDTH), height });
    };
    if (width.current !== undefined) build();
    let observer: ResizeObserver | undefined;
    if (typeof ResizeObserver === 'undefined') {
      resize(element.clientWidth);
    } else {
      // Told of its width, it need not ask: many charts at once would each
      // have the whole page laid out anew.
      observer = new ResizeObserver(entries =>
        resize(Math.floor(entries[entries.length - 1].contentRect.width)),
      );
      observer.observe(element);
    }
    return () => {
      observer?.disconnect();
      // Nobody says any more that the pointer has left it.
      if (plot.current?.cursor.event && plot.current.cursor.idx !== null) {
        latest.current.crosshair.set(undefined);
      }
      plot.current?.destroy();
      plot.current = undefined;
    };
    // The shape says it all.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shape]);

  useLayoutEffect(() => {
    if (!plot.current || drawnData.current === data) return;
    drawnData.current = data;
    plot.current.setData(data);
  }, [data]);

  useLayoutEffect(() => {
    plot.current?.setScale('x', { min: begin, max: end });
  }, [begin, end]);

  useLayoutEffect(() => {
    plot.current?.redraw(false);
  }, [marks, coveredFrom]);

  useLayoutEffect(() => {
    if (!holder.current || !plot.current) return;
    palette.current = readPalette(holder.current);
    plot.current.redraw(false);
  }, [theme]);

  useLayoutEffect(
    () =>
      crosshair.subscribe((index, moved) => {
        const chart = plot.current;
        if (!chart || moved === 'pointer') return;
        const at = index === undefined ? undefined : chart.data[0][index];
        const left = at === undefined ? -10 : chart.valToPos(at, 'x');
        chart.setCursor({ left, top: left < 0 ? -10 : 0 }, false);
      }),
    [crosshair],
  );

  return (
    <div
      ref={holder}
      className={styles.chart}
      style={{ height }}
      aria-hidden
      data-testid="chart"
    />
  );
}
