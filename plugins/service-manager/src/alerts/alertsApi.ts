import { useMemo } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import type {
  AlertRemoval,
  Alerts,
  alertsContract,
  PrometheusRuleOffer,
} from '@vtasker/backstage-plugin-service-manager-common';
import {
  type ServiceManagerApi,
  serviceManagerApiRef,
  toServiceParams,
} from '../api';

type AlertsContract = typeof alertsContract;
type Body<R extends keyof AlertsContract> = AlertsContract[R]['body']['_input'];

/** By which it is put back; absent: it cannot be. */
interface Removed {
  removed?: AlertRemoval;
}

/** What the page asks of the backend about one service's alerts. */
export interface AlertsApi {
  list(signal: AbortSignal): Promise<Alerts>;
  silence(body: Body<'silenceAlert'>): Promise<unknown>;
  endSilence(body: Body<'endSilence'>): Promise<Removed>;
  restoreSilence(body: Body<'restoreSilence'>): Promise<unknown>;
  saveRule(body: Body<'saveAlertRule'>): Promise<unknown>;
  deleteRule(body: Body<'deleteAlertRule'>): Promise<Removed>;
  restoreRule(body: Body<'restoreAlertRule'>): Promise<unknown>;
  prometheusRules(signal: AbortSignal): Promise<PrometheusRuleOffer[]>;
  applyPrometheusRules(
    body: Body<'applyPrometheusRules'>,
  ): Promise<PrometheusRuleOffer[]>;
}

/** The backend's routes for an entity. */
export function alertsApiOf(
  api: ServiceManagerApi,
  entityRef: string,
): AlertsApi {
  const params = toServiceParams(entityRef);
  return {
    list: signal => api.call('listAlerts', { params }, { signal }),
    silence: body => api.call('silenceAlert', { params, body }),
    endSilence: body => api.call('endSilence', { params, body }),
    restoreSilence: body => api.call('restoreSilence', { params, body }),
    saveRule: body => api.call('saveAlertRule', { params, body }),
    deleteRule: body => api.call('deleteAlertRule', { params, body }),
    restoreRule: body => api.call('restoreAlertRule', { params, body }),
    prometheusRules: async signal =>
      (await api.call('listPrometheusRules', { params }, { signal })).items,
    applyPrometheusRules: async body =>
      (await api.call('applyPrometheusRules', { params, body })).items,
  };
}

export function useAlertsApi(entityRef: string): AlertsApi {
  const api = useApi(serviceManagerApiRef);
  return useMemo(() => alertsApiOf(api, entityRef), [api, entityRef]);
}
