import { useMemo } from 'react';
import type { Alerts } from '@vtasker/backstage-plugin-service-manager-common';
import { useLive } from '../api';
import { alertsApiOf } from './alertsApi';

/** Nothing hints at what Prometheus finds, so one looks. In ms. */
const POLL = 15_000;
/** Least time between two fetches caused by hints, in ms. */
const THROTTLE = 1_000;

export interface UseAlertsResult {
  alerts?: Alerts;
  /** Of the last fetch; `alerts` keeps what was last seen. */
  error?: Error;
  loading: boolean;
  /** While `error` is set: when a fetch last succeeded, ISO 8601. */
  lastGoodAt?: string;
  refresh(): Promise<void>;
}

/**
 * What fires for a service and what watches it, kept current while the
 * component is mounted and the page is visible.
 *
 * @param serviceKey - where it is known, hints about the service count too
 */
export function useAlerts(
  entityRef: string,
  serviceKey?: string,
): UseAlertsResult {
  const key = `alerts ${entityRef} ${serviceKey ?? ''}`;
  const { data, ...rest } = useLive<Alerts>(key, {
    fetch: (api, signal) => alertsApiOf(api, entityRef).list(signal),
    matches: keys => serviceKey !== undefined && keys.includes(serviceKey),
    throttle: THROTTLE,
    pollInterval: () => POLL,
  });
  const { error, loading, lastGoodAt, refresh } = rest;
  return useMemo(
    () => ({ alerts: data, error, loading, lastGoodAt, refresh }),
    [data, error, loading, lastGoodAt, refresh],
  );
}
