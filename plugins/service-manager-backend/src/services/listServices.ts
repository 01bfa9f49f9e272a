import {
  errorCodes,
  ServiceSummary,
  StatusState,
  statusStateSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../errors';
import { decodeCursor, encodeCursor } from './cursor';
import type { ListedService } from './entityInfo';
import { defineMethod } from './method';
import type { ServicesContext } from './types';

const DEFAULT_LIMIT = 100;

/** Worst first: what needs a person stands on top. */
const gravity: StatusState[] = [
  'failed',
  'degraded',
  'unknown',
  'starting',
  'stopping',
  'suspended',
  'stopped',
  'running',
];

type Row = Omit<ServiceSummary, 'lastOperation'>;
type OrderBy = 'name' | 'state' | 'owner' | 'system' | 'restarts';

export const listServices = defineMethod<'listServices'>({
  eventId: 'service-fetch',
  meta: () => ({ queryType: 'list' }),
  async handle(context, { credentials, input: { query } }) {
    await context.access.requireRead(credentials);
    const visible = await context.directory.listFor(credentials);
    const orderBy = query.orderBy ?? 'name';
    const rows = visible
      .filter(service => matchesEntity(service, query))
      .map(service => rowOf(context, service))
      .filter(row => matchesState(row, query))
      .map(row => ({ row, place: placeOf(row, orderBy) }))
      .sort((one, other) => compare(one.place, other.place));
    const { limit = DEFAULT_LIMIT, cursor, fields, ...filters } = query;
    const list = [context.access.callerKey(credentials), orderBy, filters];
    const after = cursor && decodeCursor(list, cursor);
    const rest = after
      ? rows.filter(({ place }) => compare(place, after) > 0)
      : rows;
    const shown = rest.slice(0, limit);
    const latest = await context.recent.latest(
      shown.map(({ row }) => row.entityRef),
    );
    return {
      items: shown.map(({ row }) => ({
        ...row,
        lastOperation: latest.get(row.entityRef),
      })),
      totalItems: rows.length,
      nextCursor:
        rest.length > limit
          ? encodeCursor(list, shown[shown.length - 1].place)
          : undefined,
    };
  },
});

function rowOf(context: ServicesContext, service: ListedService): Row {
  const { status, problem, ...digest } = context.states.digest(service);
  const { entityRef, key, title, owner, system } = service;
  const clusters = context.states.clustersOf(
    service,
    digest.clusters,
    context.workloads.health(),
  );
  return {
    entityRef,
    key,
    title,
    owner,
    system,
    state: status.state,
    reason: status.reason,
    message: status.message,
    since: status.since,
    ...digest,
    stale: clusters.some(({ state }) => state !== 'connected'),
  };
}

interface Filters {
  search?: string;
  owner?: string;
  system?: string;
  state?: string;
  clusters?: string;
}

function matchesEntity(service: ListedService, filters: Filters): boolean {
  const words = (filters.search ?? '').toLocaleLowerCase('en-US').split(/\s+/);
  const text =
    `${service.title} ${service.entityRef} ${service.owner} ${service.system}`.toLocaleLowerCase(
      'en-US',
    );
  return (
    words.every(word => text.includes(word)) &&
    among(filters.owner, [service.owner]) &&
    among(filters.system, [service.system])
  );
}

function matchesState(row: Row, filters: Filters): boolean {
  for (const state of split(filters.state) ?? []) {
    if (!statusStateSchema.safeParse(state).success) {
      throw new ServiceManagerError(
        400,
        errorCodes.invalidField,
        `${state} is not a state.`,
        {
          field: 'query.state',
          nextStep: `Use some of ${statusStateSchema.options.join(', ')}.`,
        },
      );
    }
  }
  return (
    among(filters.state, [row.state]) && among(filters.clusters, row.clusters)
  );
}

function among(
  wanted: string | undefined,
  values: Array<string | undefined>,
): boolean {
  const list = split(wanted);
  return !list || values.some(value => value && list.includes(value));
}

function split(commas: string | undefined): string[] | undefined {
  const list = commas
    ?.split(',')
    .map(item => item.trim())
    .filter(Boolean);
  return list?.length ? list : undefined;
}

/** The keys of a row in the order of the list; the entity ref makes it total. */
function placeOf(row: Row, orderBy: OrderBy): string[] {
  const title = row.title.toLocaleLowerCase('en-US');
  const first = {
    name: () => '',
    state: () => String(gravity.indexOf(row.state)),
    owner: () => row.owner ?? '\uffff',
    system: () => row.system ?? '\uffff',
    // Most first.
    restarts: () => String(1e12 - row.restarts).padStart(13, '0'),
  }[orderBy]();
  return [first, title, row.entityRef];
}

function compare(one: string[], other: string[]): number {
  for (let index = 0; index < one.length; index++) {
    if (one[index] < other[index]) return -1;
    if (one[index] > other[index]) return 1;
  }
  return 0;
}
