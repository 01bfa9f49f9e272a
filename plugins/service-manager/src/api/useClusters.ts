import { useMemo } from 'react';
import type { ClusterHealth } from '@vtasker/backstage-plugin-service-manager-common';
import { useLive } from './useLive';

const POLL = 5_000;

/** @public */
export interface UseClustersResult {
  clusters?: ClusterHealth[];
  error?: Error;
  loading: boolean;
  refresh(): Promise<void>;
}

/**
 * The clusters and how fresh they are. Polled: nothing hints at a cluster that
 * falls silent.
 *
 * @public
 */
export function useClusters(): UseClustersResult {
  const { data, error, loading, refresh } = useLive<ClusterHealth[]>(
    'clusters',
    {
      fetch: async (api, signal) =>
        (await api.call('listClusters', {}, { signal })).items,
      matches: () => false,
      throttle: POLL,
      pollInterval: () => POLL,
    },
  );
  return useMemo(
    () => ({ clusters: data, error, loading, refresh }),
    [data, error, loading, refresh],
  );
}
