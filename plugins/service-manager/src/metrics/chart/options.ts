import uPlot from 'uplot';
import { formatValue, stepsOf, type Unit } from '../../measures';
import { axisLabels, type Line, lonely, rangeOf } from '../pure';
import { drawAcross, drawEvents, drawUncovered } from './draw';
import type { Palette } from './palette';

/** A moment at which something happened. */
export interface Mark {
  at: number;
  kind: 'deploy' | 'operation' | 'restart' | 'alert';
}

/** What is drawn; read anew at every stroke, so that it may change. */
export interface Drawn {
  lines: Line[];
  /** Names of the lines that are left out. */
  hidden: ReadonlySet<string>;
  unit: Unit;
  utc: boolean;
  marks: readonly Mark[];
  /** In ms; the values begin here. */
  coveredFrom?: number;
  /** From where to where, in ms. */
  window: [number, number];
}

const AXIS_WIDTH = 62;
/** Right of the last moment, whose label stands around it. */
const HALF_A_LABEL = 26;
/** A count stays what it is until it is another one. */
const stepped = uPlot.paths.stepped?.({ align: 1 });
const dashes = { request: [2, 4], limit: [7, 4], desired: [9, 3, 2, 3] };

export interface ChartEvents {
  /** The pointer is at this step, or has gone. */
  onPoint(index: number | undefined): void;
  onZoom(from: number, until: number): void;
  onZoomOut(): void;
}

/** How uPlot draws our lines. */
export function optionsOf(
  drawn: () => Drawn,
  palette: () => Palette,
  size: { width: number; height: number },
  sync: string,
  events: ChartEvents,
): uPlot.Options {
  const { lines, hidden, unit, utc } = drawn();
  const alone = lines.filter(({ role }) => role === 'value').length === 1;
  const font = `11px ${palette().font}`;
  return {
    ...size,
    ms: 1,
    padding: [10, HALF_A_LABEL, 0, 0],
    legend: { show: false },
    tzDate: millis =>
      utc ? uPlot.tzDate(new Date(millis), 'Etc/UTC') : new Date(millis),
    scales: {
      x: { range: () => drawn().window },
      y: {
        range: () => {
          const shown = drawn().lines.filter(
            ({ name }) => !drawn().hidden.has(name),
          );
          const of = (value: boolean) =>
            shown
              .filter(({ role }) => (role === 'value') === value)
              .map(({ values }) => values);
          return rangeOf(of(true), of(false));
        },
      },
    },
    axes: [
      {
        font,
        size: 26,
        gap: 4,
        space: 70,
        stroke: () => palette().text,
        grid: { stroke: () => palette().grid, width: 1 },
        ticks: { stroke: () => palette().grid, width: 1, size: 4 },
        values: (_, splits, __, ___, apart) => axisLabels(splits, apart, utc),
      },
      {
        font,
        size: AXIS_WIDTH,
        gap: 6,
        space: 34,
        stroke: () => palette().text,
        grid: { stroke: () => palette().grid, width: 1 },
        ticks: { show: false },
        incrs: stepsOf(unit),
        values: (_, splits) => splits.map(value => formatValue(value, unit)),
      },
    ],
    series: [
      {},
      ...lines.map(({ name, role, color }): uPlot.Series => {
        const common = {
          label: name,
          show: !hidden.has(name),
          // A gap is a gap, whatever lies on both sides.
          spanGaps: false,
        };
        if (role !== 'value') {
          return {
            ...common,
            width: 1.25,
            dash: dashes[role],
            stroke: () => palette().across[role],
            points: { show: false },
          };
        }
        const stroke = () => palette().lines[color];
        return {
          ...common,
          width: 1.5,
          stroke,
          ...(unit === 'count' && { paths: stepped }),
          ...(alone && { fill: () => `${palette().lines[color]}1c` }),
          points: {
            show: () => false,
            filter: (_, at) => {
              const points = lonely(drawn().lines[at - 1]?.values ?? []);
              return points.length > 0 ? points : null;
            },
            size: 4,
            width: 0,
            fill: stroke,
          },
        };
      }),
    ],
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: 5 },
      // What is asked of a pod's lines is told by the legend; what lies across
      // is known without a point on it.
      dataIdx: (_, at, index) =>
        lines[at - 1] && lines[at - 1].role !== 'value' ? null : index,
      points: { size: 6, width: 0 },
      bind: {
        dblclick: () => () => {
          events.onZoomOut();
          return null;
        },
      },
      sync: {
        key: sync,
        setSeries: false,
        scales: ['x', null],
        // Where one points is shared; what one draws is of one chart.
        filters: { pub: type => type === 'mousemove' },
      },
    },
    hooks: {
      drawClear: [plot => drawUncovered(plot, drawn(), palette())],
      drawAxes: [plot => drawEvents(plot, drawn(), palette())],
      draw: [plot => drawAcross(plot, drawn(), palette())],
      setCursor: [
        plot => {
          // Without an event it is another chart that is pointed at.
          if (plot.cursor.event) events.onPoint(plot.cursor.idx ?? undefined);
        },
      ],
      setSelect: [
        plot => {
          const { left, width } = plot.select;
          if (width <= 0) return;
          const from = plot.posToVal(left, 'x');
          const until = plot.posToVal(left + width, 'x');
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          events.onZoom(from, until);
        },
      ],
    },
  };
}
