import { useLive } from '../api';
import { alertsApiOf } from './alertsApi';

/** Nothing hints at what somebody does to the objects. In ms. */
const POLL = 30_000;

/** The `PrometheusRule` of a service beside what is in each cluster. */
export function usePrometheusRules(entityRef: string) {
  return useLive(`prometheus rules ${entityRef}`, {
    fetch: (api, signal) => alertsApiOf(api, entityRef).prometheusRules(signal),
    matches: () => false,
    throttle: POLL,
    pollInterval: () => POLL,
  });
}
