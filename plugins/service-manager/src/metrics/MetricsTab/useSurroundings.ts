import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Metrics } from '@vtasker/backstage-plugin-service-manager-common';
import { Crosshair, type Mark } from '../chart';
import {
  askedOf,
  type Grid,
  indexAt,
  type MetricsView,
  shownRange,
  timeAt,
  zoomIn,
  zoomOut,
} from '../pure';
import type { Surroundings } from './ChartPanel';
import type { SetView } from './useMetricsView';

let groups = 0;

/** What all charts of the page share. Changes only when it must. */
export function useSurroundings(
  metrics: Metrics | undefined,
  /** Whether those metrics answer another question. */
  before: boolean,
  view: MetricsView,
  setView: SetView,
): Surroundings {
  const [crosshair] = useState(() => new Crosshair());
  const [group] = useState(() => `service-manager-${(groups += 1)}`);
  const latest = useRef(view);
  latest.current = view;
  const [from, until] = windowOf(metrics, before, view);
  const { markers, coveredFrom } = metrics ?? {};
  const seen = useRef<Grid>();
  useLayoutEffect(() => {
    if (!metrics) return;
    // The same moment is another step of another grid, or of none.
    const { index } = crosshair;
    if (seen.current && index !== undefined) {
      const at = timeAt(seen.current, index);
      const end = timeAt(metrics, metrics.steps - 1);
      const inside = at >= timeAt(metrics, 0) && at <= end;
      crosshair.set(inside ? indexAt(metrics, at) : undefined);
    }
    seen.current = metrics;
  }, [metrics, crosshair]);
  const marks = useMemo(
    (): Mark[] =>
      (markers ?? []).map(({ at, kind }) => ({ at: Date.parse(at), kind })),
    [markers],
  );
  return useMemo(
    () => ({
      crosshair,
      group,
      utc: view.utc,
      window: [from, until],
      marks,
      ...(coveredFrom && { coveredFrom: Date.parse(coveredFrom) }),
      onZoom: (begin, end) => {
        const closer = zoomIn(latest.current, begin, end);
        if (closer !== latest.current) setView(closer);
      },
      onZoomOut: () => {
        if (latest.current.wider.length > 0) setView(zoomOut(latest.current));
      },
    }),
    [crosshair, group, view.utc, from, until, marks, coveredFrom, setView],
  );
}

/**
 * What the charts show: the time of the values. Until those of another time
 * are here, that time with what is known of it.
 */
function windowOf(
  grid: Grid | undefined,
  before: boolean,
  view: MetricsView,
): [number, number] {
  if (grid && !before && grid.steps > 0) {
    const from = timeAt(grid, 0);
    return [from, Math.max(timeAt(grid, grid.steps - 1), from + 1000)];
  }
  // Whole minutes, so that it stays the same while one waits.
  const now = new Date(Math.ceil(Date.now() / 60_000) * 60_000);
  const { from, until } = askedOf(shownRange(view.range), now);
  return [Date.parse(from), until ? Date.parse(until) : now.getTime()];
}
