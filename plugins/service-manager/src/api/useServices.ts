import { useMemo } from 'react';
import type {
  Contract,
  ServiceSummary,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { ServiceManagerApi } from './serviceManagerApi';
import { pollInterval } from './polling';
import { useLive } from './useLive';

const PAGE = 5000;
/** Least time between two fetches of the whole list, in ms. */
const THROTTLE = 1_000;

/** @public */
export type ServicesQuery = Omit<
  Contract['listServices']['query'],
  'limit' | 'cursor' | 'fields'
> & {
  /** Only these fields are sent; all when absent. */
  fields?: (keyof ServiceSummary)[];
};

/** @public */
export interface UseServicesResult {
  /** All pages of the answer. A row that did not change keeps its identity. */
  services?: ServiceSummary[];
  error?: Error;
  loading: boolean;
  /** While `error` is set: when the list was last fetched, ISO 8601. */
  lastGoodAt?: string;
  refresh(): Promise<void>;
}

/**
 * The services that the caller may read, kept current while the component is
 * mounted and the page is visible. When `fields` is given, the fields left
 * out are absent from the rows.
 *
 * @public
 */
export function useServices(query: ServicesQuery = {}): UseServicesResult {
  const key = `services ${JSON.stringify(query)}`;
  const { data, error, loading, lastGoodAt, refresh } = useLive(key, {
    fetch: (api, signal) => fetchAll(api, query, signal),
    // A service that is not in the list may enter it, so every hint counts;
    // the throttle bounds what a busy fleet costs, and a list that stayed the
    // same costs a 304.
    matches: () => true,
    throttle: THROTTLE,
    pollInterval: (_, hinted) => pollInterval(hinted),
  });
  return useMemo(
    () => ({ services: data, error, loading, lastGoodAt, refresh }),
    [data, error, loading, lastGoodAt, refresh],
  );
}

async function fetchAll(
  api: ServiceManagerApi,
  { fields, ...rest }: ServicesQuery,
  signal: AbortSignal,
): Promise<ServiceSummary[]> {
  const rows = new Map<string, ServiceSummary>();
  let cursor: string | undefined;
  do {
    const page = await api.call(
      'listServices',
      { query: { ...rest, fields: fields?.join(','), limit: PAGE, cursor } },
      { signal },
    );
    // Rows may move between pages while they are fetched.
    for (const row of page.items) rows.set(row.entityRef, row);
    cursor = page.nextCursor === cursor ? undefined : page.nextCursor;
  } while (cursor);
  return [...rows.values()];
}
