import type { StatusState } from '@vtasker/backstage-plugin-service-manager-common';
import { statusOrder } from '../status';
import {
  ColumnId,
  columnIds,
  defaultView,
  fixedColumns,
  FleetView,
} from './types';

const names = {
  search: 'q',
  states: 'status',
  owners: 'owner',
  systems: 'system',
  clusters: 'cluster',
  alerts: 'alerts',
  sort: 'sort',
  columns: 'columns',
} as const;

const FIRING = 'firing';

/**
 * Reads a view from the URL. What it does not know (an old link, a typing
 * error) it leaves out rather than failing.
 */
export function parseView(params: URLSearchParams): FleetView {
  const list = (name: string) =>
    params.get(name)?.split(',').filter(Boolean) ?? [];
  const sort = params.get(names.sort) ?? '';
  const column = sort.replace(/^-/, '');
  const columns = list(names.columns).filter(isColumn);
  return {
    search: params.get(names.search) ?? '',
    states: list(names.states).filter(isState),
    owners: list(names.owners),
    systems: list(names.systems),
    clusters: list(names.clusters),
    firing: params.get(names.alerts) === FIRING,
    sort: isColumn(column)
      ? { column, descending: sort.startsWith('-') }
      : defaultView.sort,
    ...(columns.length > 0 && {
      columns: columnIds.filter(
        id => columns.includes(id) || fixedColumns.includes(id),
      ),
    }),
  };
}

/** Writes a view into the URL's parameters and leaves the others alone. */
export function writeView(
  view: FleetView,
  params: URLSearchParams = new URLSearchParams(),
): URLSearchParams {
  const written = new URLSearchParams(params);
  const set = (name: string, value: string) => {
    if (value) written.set(name, value);
    else written.delete(name);
  };
  const { column, descending } = view.sort;
  const byDefault =
    column === defaultView.sort.column &&
    descending === defaultView.sort.descending;
  set(names.search, view.search);
  set(names.states, view.states.join(','));
  set(names.owners, view.owners.join(','));
  set(names.systems, view.systems.join(','));
  set(names.clusters, view.clusters.join(','));
  set(names.alerts, view.firing ? FIRING : '');
  set(names.sort, byDefault ? '' : `${descending ? '-' : ''}${column}`);
  set(names.columns, view.columns?.join(',') ?? '');
  return written;
}

/**
 * Takes over the lists of `previous` that say the same, so that who shows an
 * unchanged list is not rendered again.
 */
export function keepLists(previous: FleetView, next: FleetView): FleetView {
  const keep = <T extends string[] | undefined>(before: T, after: T): T =>
    before?.join() === after?.join() ? before : after;
  return {
    ...next,
    states: keep(previous.states, next.states),
    owners: keep(previous.owners, next.owners),
    systems: keep(previous.systems, next.systems),
    clusters: keep(previous.clusters, next.clusters),
    ...(next.columns && { columns: keep(previous.columns, next.columns) }),
  };
}

function isState(value: string): value is StatusState {
  return (statusOrder as string[]).includes(value);
}

function isColumn(value: string): value is ColumnId {
  return (columnIds as readonly string[]).includes(value);
}
