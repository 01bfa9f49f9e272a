import type {
  MetricPanel,
  MetricQueryResult,
  MetricSeries,
} from '@vtasker/backstage-plugin-service-manager-common';
import { fit } from './grid';

/** One line of a chart. */
export interface Line {
  name: string;
  role: MetricSeries['role'];
  /** Which of the colours; the same pod has the same one in every chart. */
  color: number;
  values: (number | null)[];
}

/** So many colours can be told apart. */
export const COLORS = 8;

/**
 * The lines of a panel. Where several pods have the same limit, it is one line
 * across, not many that lie upon each other.
 */
export function linesOf(
  panel: MetricPanel,
  steps: number,
  pods: readonly string[],
): Line[] {
  const across = new Set<string>();
  let others = 0;
  return panel.series.flatMap((series): Line[] => {
    const { name, role, pod } = series;
    const values = fit(series.values, steps);
    if (role !== 'value') {
      const key = `${role} ${JSON.stringify(values)}`;
      if (across.has(key)) return [];
      across.add(key);
      return [{ name, role, color: 0, values }];
    }
    const known = pod === undefined ? -1 : pods.indexOf(pod);
    const color = known === -1 ? others++ : known;
    return [{ name, role, color: color % COLORS, values }];
  });
}

/** So much in common is worth leaving out. */
const LONG_PREFIX = 8;

/**
 * The names without what they have in common: pods of one workload differ in
 * their last letters only. Lines across keep their names.
 */
export function shortNames(lines: readonly Pick<Line, 'name' | 'role'>[]) {
  const names = lines
    .filter(({ role }) => role === 'value')
    .map(({ name }) => name);
  let common = names.length > 1 ? names[0] : '';
  for (const name of names) {
    while (!name.startsWith(common)) common = common.slice(0, -1);
  }
  // Up to a boundary: `api-1` and `api-12` differ in a word, not in a letter.
  const cut = common.search(/[^-_./"=, ]*$/);
  return lines.map(({ name, role }) =>
    role === 'value' && cut >= LONG_PREFIX ? `…${name.slice(cut)}` : name,
  );
}

/** The pods of all panels, in an order that stays when new ones come. */
export function podsOf(
  panels: readonly MetricPanel[],
  before: readonly string[] = [],
): string[] {
  const now = new Set(
    panels.flatMap(({ series }) => series.flatMap(({ pod }) => pod ?? [])),
  );
  const kept = before.filter(pod => now.has(pod));
  const added = [...now].filter(pod => !before.includes(pod)).sort();
  // A new pod takes the place of one that has gone, so that no colour moves.
  const places = before.map(pod => (now.has(pod) ? pod : added.shift() ?? ''));
  return kept.length + added.length === 0 ? [] : [...places, ...added];
}

/** The lines of an own query: each named by what tells it from the others. */
export function resultLines(result: MetricQueryResult): Line[] {
  const names = namesOf(result.series.map(({ labels }) => labels));
  return result.series.map(({ values }, at) => ({
    name: names[at],
    role: 'value',
    color: at % COLORS,
    values: fit(values, result.steps),
  }));
}

/** `pod="a", code="200"`: only the labels in which they differ. */
export function namesOf(series: readonly Record<string, string>[]): string[] {
  const all = [...new Set(series.flatMap(labels => Object.keys(labels)))];
  const telling = all.filter(
    label => new Set(series.map(labels => labels[label])).size > 1,
  );
  const shown = telling.length > 0 ? telling : all;
  // Pods alone are named as in the charts below.
  if (shown.join() === 'pod' && series.every(({ pod }) => pod)) {
    return series.map(({ pod }) => pod);
  }
  return series.map(
    labels =>
      shown
        .filter(label => label in labels)
        .map(label => `${label}="${labels[label]}"`)
        .join(', ') || 'value',
  );
}
