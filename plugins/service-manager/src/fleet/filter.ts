import type {
  AlertCount,
  StatusState,
  Trends,
} from '@vtasker/backstage-plugin-service-manager-common';
import { lastOf } from '../measures';
import { statusOrder } from '../status';
import { shortRef } from './names';
import {
  ColumnId,
  emptyFilter,
  FleetFilter,
  FleetRow,
  FleetSort,
  NONE,
  RowAlerts,
  RowTrend,
} from './types';

type Facet = 'states' | 'owners' | 'systems' | 'clusters';

const collator = new Intl.Collator('en', { numeric: true });
const texts = new WeakMap<FleetRow, string>();

/** The rows that match every part of the filter, in the order given. */
export function filterRows(
  rows: FleetRow[],
  filter: FleetFilter,
  alerts?: RowAlerts,
): FleetRow[] {
  const test = matcher(filter, alerts);
  return test ? rows.filter(test) : rows;
}

export function isFiltered(filter: FleetFilter): boolean {
  return matcher(filter) !== undefined;
}

function matcher(
  filter: FleetFilter,
  alerts?: RowAlerts,
): ((row: FleetRow) => boolean) | undefined {
  const tests: ((row: FleetRow) => boolean)[] = [];
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length > 0) {
    tests.push(row => {
      const text = textOf(row);
      return words.every(word => text.includes(word));
    });
  }
  const facets: Facet[] = ['states', 'owners', 'systems', 'clusters'];
  for (const facet of facets) {
    if (filter[facet].length > 0) {
      const wanted = new Set<string>(filter[facet]);
      tests.push(row => valuesOf(row, facet).some(value => wanted.has(value)));
    }
  }
  if (filter.firing) tests.push(row => fires(row, alerts));
  if (tests.length === 0) return undefined;
  return row => tests.every(test => test(row));
}

function fires({ entityRef }: FleetRow, alerts?: RowAlerts): boolean {
  return (alerts?.[entityRef]?.firing ?? 0) > 0;
}

function valuesOf(row: FleetRow, facet: Facet): string[] {
  switch (facet) {
    case 'states':
      return [row.state];
    case 'owners':
      return [row.owner ?? NONE];
    case 'systems':
      return [row.system ?? NONE];
    default:
      return row.clusters;
  }
}

/** What a search looks at; worked out once for each row. */
function textOf(row: FleetRow): string {
  let text = texts.get(row);
  if (text === undefined) {
    text = [
      row.title,
      row.entityRef,
      row.owner,
      row.system,
      row.state,
      row.reason,
      row.message,
      ...row.clusters,
      ...row.versions,
    ]
      .join('\n')
      .toLowerCase();
    texts.set(row, text);
  }
  return text;
}

/**
 * How many rows each state has under all other filters, so that a count tells
 * what a click on it will show.
 */
export function countStates(
  rows: FleetRow[],
  filter: FleetFilter,
  alerts?: RowAlerts,
): Record<StatusState, number> {
  const counts = Object.fromEntries(
    statusOrder.map(state => [state, 0]),
  ) as Record<StatusState, number>;
  for (const row of filterRows(rows, { ...filter, states: [] }, alerts)) {
    counts[row.state] += 1;
  }
  return counts;
}

/** How many rows fire under all other filters, how badly, and where it is not known. */
export function countFiring(
  rows: FleetRow[],
  filter: FleetFilter,
  alerts: RowAlerts,
): FiringCounts {
  const counts: FiringCounts = { firing: 0, unknown: 0 };
  for (const row of filterRows(rows, { ...filter, firing: false })) {
    const { firing, severity, unknown } = alerts[row.entityRef] ?? {};
    if (firing) {
      counts.firing += 1;
      counts.worst = worseOf(counts.worst, severity);
    } else if (unknown) counts.unknown += 1;
  }
  return counts;
}

export interface FiringCounts {
  firing: number;
  worst?: AlertCount['severity'];
  unknown: number;
}

const worstFirst = ['critical', 'warning', 'info', 'unknown'];

function worseOf(
  one: AlertCount['severity'],
  other: AlertCount['severity'],
): AlertCount['severity'] {
  if (!one || !other) return one ?? other;
  return worstFirst.indexOf(one) <= worstFirst.indexOf(other) ? one : other;
}

/** The values to choose from, by name, each with how many rows have it. */
export function countValues(
  rows: FleetRow[],
  facet: Exclude<Facet, 'states'>,
  filter: FleetFilter = emptyFilter,
  alerts?: RowAlerts,
): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  // A chosen value stays in the list although no row has it any more.
  for (const value of filter[facet]) counts.set(value, 0);
  for (const row of filterRows(rows, { ...filter, [facet]: [] }, alerts)) {
    for (const value of valuesOf(row, facet)) {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => collator.compare(shortRef(a.value), shortRef(b.value)));
}

const rank = new Map(statusOrder.map((state, index) => [state, index]));

const keys: Record<
  ColumnId,
  (row: FleetRow, trend?: RowTrend) => number | string | undefined
> = {
  status: row => rank.get(row.state),
  service: row => row.title.toLowerCase(),
  system: row => row.system && shortRef(row.system),
  owner: row => row.owner && shortRef(row.owner),
  cluster: row => row.clusters[0],
  // The share that is missing: most of it first.
  ready: row => (row.desired > 0 ? row.ready / row.desired : undefined),
  version: row => row.versions[0],
  cpu: (_, trend) => (trend?.cpu && lastOf(trend.cpu)) ?? undefined,
  memory: (_, trend) => (trend?.memory && lastOf(trend.memory)) ?? undefined,
  errors: (_, trend) => trend?.errorLines,
  restarts: row => row.restarts,
  operation: row => row.lastOperation && Date.parse(row.lastOperation.at),
};

/**
 * Sorts into a new array. Rows with nothing in the column come last either
 * way; what is equal goes by name, so that the order is always the same.
 */
export function sortRows(
  rows: FleetRow[],
  sort: FleetSort,
  trends?: Trends['items'],
): FleetRow[] {
  const key = keys[sort.column];
  const sign = sort.descending ? -1 : 1;
  return rows
    .map(row => ({
      row,
      key: key(row, trends?.[row.entityRef]),
      title: row.title.toLowerCase(),
    }))
    .sort((a, b) => {
      if (a.key !== b.key) {
        if (a.key === undefined) return 1;
        if (b.key === undefined) return -1;
        const order = compare(a.key, b.key);
        if (order !== 0) return sign * order;
      }
      return (
        collator.compare(a.title, b.title) ||
        (a.row.entityRef < b.row.entityRef ? -1 : 1)
      );
    })
    .map(({ row }) => row);
}

function compare(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number'
    ? a - b
    : collator.compare(String(a), String(b));
}
