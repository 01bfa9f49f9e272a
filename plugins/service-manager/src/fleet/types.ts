import type {
  AlertCounts,
  ServiceSummary,
  StatusState,
  Trends,
} from '@vtasker/backstage-plugin-service-manager-common';

/** The fields that the page asks for; a row has no others. */
export const rowFields = [
  'entityRef',
  'key',
  'title',
  'owner',
  'system',
  'state',
  'reason',
  'message',
  'since',
  'clusters',
  'desired',
  'ready',
  'restarts',
  'versions',
  'stale',
  'lastOperation',
] as const satisfies readonly (keyof ServiceSummary)[];

export type FleetRow = Pick<ServiceSummary, (typeof rowFields)[number]>;

export const columnIds = [
  'status',
  'service',
  'system',
  'owner',
  'cluster',
  'ready',
  'version',
  'cpu',
  'memory',
  'errors',
  'restarts',
  'operation',
] as const;

export type ColumnId = (typeof columnIds)[number];

/** The columns that need the curves of all services. */
export const trendColumns: readonly ColumnId[] = ['cpu', 'memory', 'errors'];

/** Over which time curves go. */
export type TrendSpan = Pick<Trends, 'from' | 'stepSeconds'>;

/** What a service used of late. */
export type RowTrend = Trends['items'][string];

/** What fires, by entity ref. */
export type RowAlerts = AlertCounts['items'];

/** Without these a row says nothing. */
export const fixedColumns: readonly ColumnId[] = ['status', 'service'];

/** In a filter on owner or system: the rows that have none. */
export const NONE = 'none';

export interface FleetFilter {
  search: string;
  states: StatusState[];
  owners: string[];
  systems: string[];
  clusters: string[];
  /** Only services of which an alert fires that is not silenced. */
  firing: boolean;
}

export interface FleetSort {
  column: ColumnId;
  descending: boolean;
}

/** All that the URL holds. */
export interface FleetView extends FleetFilter {
  sort: FleetSort;
  /** Absent: as many as fit. */
  columns?: ColumnId[];
}

export const emptyFilter: FleetFilter = {
  search: '',
  states: [],
  owners: [],
  systems: [],
  clusters: [],
  firing: false,
};

export const defaultView: FleetView = {
  ...emptyFilter,
  sort: { column: 'status', descending: false },
};
