import type { LogLevel } from '@vtasker/backstage-plugin-service-manager-common';
import { isLevel, levels } from './levels';

/** Which lines are asked for: all that is given must hold. */
export interface LogFilters {
  text: string;
  /** Whether the text is an RE2 expression. */
  regex: boolean;
  levels: LogLevel[];
  pods: string[];
  containers: string[];
  fields: Record<string, string>;
  /** Of the container instances before the present ones. */
  previous: boolean;
  /** LogQL of one's own; empty: none. */
  logql: string;
}

/** What the page shows; all of it stands in the URL. */
export interface LogView extends LogFilters {
  /** ISO 8601; live when there is neither this nor `until`. */
  from?: string;
  until?: string;
  search: string;
  wrap: boolean;
  utc: boolean;
  /** The line that is looked at. */
  line?: { cursor: string; ns: string };
  /** Whether the lines are those around that line. */
  around: boolean;
}

export const noFilters: LogFilters = {
  text: '',
  regex: false,
  levels: [],
  pods: [],
  containers: [],
  fields: {},
  previous: false,
  logql: '',
};

export const defaultView: LogView = {
  ...noFilters,
  search: '',
  wrap: false,
  utc: false,
  around: false,
};

/** Reads a view. What it does not understand it leaves out. */
export function parseView(params: URLSearchParams): LogView {
  const list = (name: string) => [
    ...new Set(params.get(name)?.split(',').filter(Boolean)),
  ];
  const text = params.get('q') ?? '';
  const chosen = list('level').filter(isLevel);
  const cursor = params.get('line');
  const ns = params.get('at');
  const from = timeIn(params.get('from'));
  const until = timeIn(params.get('until'));
  const line =
    cursor && ns && /^\d{1,20}$/.test(ns) ? { cursor, ns } : undefined;
  return {
    text,
    regex: text !== '' && params.get('re2') === 'true',
    levels: levels.filter(level => chosen.includes(level)),
    pods: list('pod'),
    containers: list('container'),
    fields: readFields(params.get('field')),
    previous: params.get('previous') === 'true',
    logql: params.get('logql') ?? '',
    ...(from && { from }),
    ...(until && { until }),
    search: params.get('find') ?? '',
    wrap: params.get('wrap') === 'true',
    utc: params.get('time') === 'utc',
    ...(line && { line }),
    around: line !== undefined && params.get('around') === 'true',
  };
}

/** Writes a view into the URL's parameters and leaves the others alone. */
export function writeView(
  view: LogView,
  params: URLSearchParams = new URLSearchParams(),
): URLSearchParams {
  const written = new URLSearchParams(params);
  const set = (name: string, value: string | undefined) => {
    if (value) written.set(name, value);
    else written.delete(name);
  };
  set('q', view.text);
  set('re2', view.regex && view.text ? 'true' : '');
  set('level', view.levels.join(','));
  set('pod', view.pods.join(','));
  set('container', view.containers.join(','));
  set('field', writeFields(view.fields));
  set('previous', view.previous ? 'true' : '');
  set('logql', view.logql);
  set('from', view.from);
  set('until', view.until);
  set('find', view.search);
  set('wrap', view.wrap ? 'true' : '');
  set('time', view.utc ? 'utc' : '');
  set('line', view.line?.cursor);
  set('at', view.line?.ns);
  set('around', view.line && view.around ? 'true' : '');
  return written;
}

/** The filters as the API takes them. */
export function filterQuery(filters: LogFilters) {
  const { text, regex } = filters;
  return {
    ...(text && (regex ? { regex: text } : { text })),
    ...(filters.levels.length > 0 && { level: filters.levels.join(',') }),
    ...(filters.pods.length > 0 && { pod: filters.pods.join(',') }),
    ...(filters.containers.length > 0 && {
      container: filters.containers.join(','),
    }),
    ...(Object.keys(filters.fields).length > 0 && {
      field: writeFields(filters.fields),
    }),
    ...(filters.previous && { previous: 'true' as const }),
    ...(filters.logql && { logql: filters.logql }),
  };
}

/** The time that is asked for, as the API takes it. */
export function rangeQuery(view: Pick<LogView, 'from' | 'until'>) {
  return {
    ...(view.from && { from: view.from }),
    ...(view.until && { until: view.until }),
  };
}

export function isLive(view: Pick<LogView, 'from' | 'until'>): boolean {
  return !view.from && !view.until;
}

export function isFiltered(filters: LogFilters): boolean {
  return Object.keys(filterQuery(filters)).length > 0;
}

function timeIn(value: string | null): string | undefined {
  const at = value ? new Date(value) : undefined;
  return at && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined;
}

function writeFields(fields: Record<string, string>): string {
  // By name, so that the same filters are the same address.
  const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.length > 0 ? JSON.stringify(Object.fromEntries(sorted)) : '';
}

function readFields(value: string | null): Record<string, string> {
  if (!value) return {};
  try {
    const read: unknown = JSON.parse(value);
    if (typeof read !== 'object' || read === null || Array.isArray(read)) {
      return {};
    }
    return Object.fromEntries(
      Object.entries(read).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    );
  } catch {
    return {};
  }
}
