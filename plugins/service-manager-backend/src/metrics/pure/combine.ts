import {
  type MetricPanel,
  metricPanelFacts,
  type MetricPanelId,
  type MetricSeries,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { PanelPart, Place } from '../types';
import type { Grid } from './grid';
import { resourceLines } from './lines';
import { hasValue } from './values';

/** More curves than this nobody tells apart. */
const MOST_SERIES = 100;

/** What was said of one panel in one cluster. */
export interface PlacedPart {
  place: Place;
  part: PanelPart;
}

/** One panel out of what the clusters say. */
export function combine(
  id: MetricPanelId,
  parts: PlacedPart[],
  options: { grid: Grid; by: 'service' | 'pod'; showQueries: boolean },
): MetricPanel {
  const { grid, by } = options;
  const several = parts.length > 1;
  const warnings = parts.flatMap(({ part }) => part.warnings ?? []);
  const series = parts.flatMap(({ place, part }) =>
    withLines(id, place, part.series, by, grid).map(
      (one): MetricSeries => ({
        ...one,
        name: several ? `${one.name} (${place.cluster})` : one.name,
        cluster: place.cluster,
      }),
    ),
  );
  const queries = parts.flatMap(({ part }) => part.queries ?? []);
  const measured = series.some(({ role }) => role === 'value');
  return {
    id,
    ...metricPanelFacts[id],
    series: unique(fewer(series, warnings)),
    empty: measured
      ? undefined
      : parts.find(({ part }) => part.empty)?.part.empty ?? emptyOf(parts),
    queries: options.showQueries && queries.length ? queries : undefined,
    warnings: [...new Set(warnings)],
  };
}

/** Where no source says why. */
function emptyOf(parts: readonly unknown[]) {
  return parts.length === 0
    ? {
        why: 'The service has no workloads that are seen in a cluster.',
        nextStep: 'Look at the Service tab for the reason.',
      }
    : {
        why: 'Nothing was measured in this time.',
        nextStep: 'Choose another time, or wait for the next values.',
      };
}

/** What is requested and limited stands there only beside what is used. */
function withLines(
  id: MetricPanelId,
  place: Place,
  series: MetricSeries[],
  by: 'service' | 'pod',
  grid: Grid,
): MetricSeries[] {
  const kept = series.filter(({ values }) => hasValue(values));
  if (id !== 'cpu' && id !== 'memory') return kept;
  if (!kept.some(({ role }) => role === 'value')) return kept;
  const told = new Set(kept.map(({ role }) => role));
  return [
    ...kept,
    ...resourceLines(place, id, by, grid).filter(({ role }) => !told.has(role)),
  ];
}

function fewer(series: MetricSeries[], warnings: string[]): MetricSeries[] {
  const values = series.filter(({ role }) => role === 'value');
  if (values.length <= MOST_SERIES) return series;
  const peak = ({ values: all }: MetricSeries) =>
    all.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  const kept = new Set(
    [...values].sort((a, b) => peak(b) - peak(a)).slice(0, MOST_SERIES),
  );
  warnings.push(
    `Shown are the ${MOST_SERIES} pods with the highest values, of ${values.length}.`,
  );
  return series.filter(one => one.role !== 'value' || kept.has(one));
}

/** Two pods of one name in two namespaces are two curves. */
function unique(series: MetricSeries[]): MetricSeries[] {
  const seen = new Map<string, number>();
  return series.map(one => {
    const times = (seen.get(one.name) ?? 0) + 1;
    seen.set(one.name, times);
    return times === 1 ? one : { ...one, name: `${one.name} #${times}` };
  });
}
