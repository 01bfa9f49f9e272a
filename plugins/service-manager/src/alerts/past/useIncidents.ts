import { useCallback, useMemo, useRef, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { toError } from '@backstage/errors';
import type {
  Incident,
  Incidents,
} from '@vtasker/backstage-plugin-service-manager-common';
import { serviceManagerApiRef, toServiceParams, useLive } from '../../api';
import { beginOf, type PastRange } from '../pure';

/** The past moves slowly. In ms. */
const POLL = 60_000;
/** Least time between two fetches caused by hints, in ms. */
const THROTTLE = 5_000;

export interface UseIncidentsResult {
  /** The first page, with the timeline. */
  first?: Incidents;
  /** All pages so far, each incident once. */
  items: Incident[];
  error?: Error;
  refresh(): Promise<void>;
  /** Absent: there are no older ones. */
  more?: () => Promise<void>;
  loadingMore: boolean;
  moreError?: Error;
}

/** What has fired within a range, page by page. */
export function useIncidents(
  entityRef: string,
  range: PastRange,
): UseIncidentsResult {
  const api = useApi(serviceManagerApiRef);
  const key = `incidents ${entityRef} ${range}`;
  const params = useMemo(() => toServiceParams(entityRef), [entityRef]);
  const { data, error, refresh } = useLive<Incidents>(key, {
    fetch: (client, signal) =>
      client.call(
        'listIncidents',
        { params, query: { from: beginOf(range, new Date()) } },
        { signal },
      ),
    matches: () => false,
    throttle: THROTTLE,
    pollInterval: () => POLL,
  });
  const [older, setOlder] = useState<{ key: string; pages: Incidents[] }>();
  const [loadingMore, setLoadingMore] = useState(false);
  const [moreError, setMoreError] = useState<Error>();
  const current = useRef(key);
  current.current = key;

  const pages = older?.key === key ? older.pages : undefined;
  // Older pages go on where they began, whatever has fired since.
  const last = pages?.at(-1) ?? data;
  const loadMore = useCallback(async () => {
    if (!last?.nextCursor) return;
    setLoadingMore(true);
    setMoreError(undefined);
    try {
      const { from, nextCursor: cursor } = last;
      const query = { from, cursor };
      const page = await api.call('listIncidents', { params, query });
      if (current.current !== key) return;
      setOlder(before => ({
        key,
        pages: [...(before?.key === key ? before.pages : []), page],
      }));
    } catch (thrown) {
      setMoreError(toError(thrown));
    } finally {
      setLoadingMore(false);
    }
  }, [api, params, key, last]);

  const items = useMemo(() => {
    const byId = new Map<string, Incident>();
    for (const page of [data, ...(pages ?? [])]) {
      for (const item of page?.items ?? []) {
        if (!byId.has(item.id)) byId.set(item.id, item);
      }
    }
    return [...byId.values()];
  }, [data, pages]);
  return {
    first: data,
    items,
    error,
    refresh,
    more: last?.nextCursor ? loadMore : undefined,
    loadingMore,
    moreError,
  };
}
