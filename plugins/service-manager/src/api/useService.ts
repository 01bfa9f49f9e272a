import { useMemo } from 'react';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Service } from '@vtasker/backstage-plugin-service-manager-common';
import { findStaleness, Staleness } from './freshness';
import { pollInterval } from './polling';
import { useLive } from './useLive';

/** @public */
export interface UseServiceResult {
  service?: Service;
  /** Of the last fetch; `service` keeps what was last seen. */
  error?: Error;
  /** Neither a service nor an error yet. */
  loading: boolean;
  /** What of `service` is not current; absent when all of it is. */
  stale?: Staleness[];
  /** Fetches now; resolves when that is done, whatever came of it. */
  refresh(): Promise<void>;
}

/**
 * The path parameters that name a service in the API.
 *
 * @throws TypeError when the entity ref is malformed
 * @public
 */
export function toServiceParams(entityRef: string): {
  namespace: string;
  kind: string;
  name: string;
} {
  return parseEntityRef(stringifyEntityRef(parseEntityRef(entityRef)));
}

/**
 * A service, kept current while the component is mounted and the page is
 * visible.
 *
 * @public
 */
export function useService(entityRef: string): UseServiceResult {
  const params = toServiceParams(entityRef);
  const key = `service ${stringifyEntityRef(params)}`;
  const { data, error, loading, lastGoodAt, refresh } = useLive<Service>(key, {
    fetch: (api, signal) => api.call('getService', { params }, { signal }),
    matches: (keys, service) => !service || keys.includes(service.key),
    throttle: 100,
    pollInterval: (_, hinted) => pollInterval(hinted),
  });
  return useMemo(() => {
    const stale = data
      ? findStaleness({ clusters: data.clusters, error, lastGoodAt })
      : [];
    return {
      service: data,
      error,
      loading,
      stale: stale.length > 0 ? stale : undefined,
      refresh,
    };
  }, [data, error, loading, lastGoodAt, refresh]);
}
