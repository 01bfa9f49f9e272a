import { useMemo } from 'react';
import type { AlertCounts } from '@vtasker/backstage-plugin-service-manager-common';
import { useLive } from './useLive';

/** As often as the backend asks Prometheus and Alertmanager, in ms. */
const POLL = 15_000;
/** Least time between two fetches caused by hints, in ms. */
const THROTTLE = 2_000;

export interface UseAlertCountsResult {
  counts?: AlertCounts;
  /** Of the last fetch; `counts` keeps what was last seen. */
  error?: Error;
}

/** How many alerts fire, of all services: one request for the whole page. */
export function useAlertCounts(): UseAlertCountsResult {
  const { data, error } = useLive<AlertCounts>('alert counts', {
    fetch: (api, signal) => api.call('listAlertCounts', {}, { signal }),
    // An alert that begins or ends here is hinted like any other change.
    matches: () => true,
    throttle: THROTTLE,
    pollInterval: () => POLL,
  });
  return useMemo(() => ({ counts: data, error }), [data, error]);
}
