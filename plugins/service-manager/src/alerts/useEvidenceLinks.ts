import { useMemo } from 'react';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import type {
  Alert,
  AlertRule,
  Incident,
} from '@vtasker/backstage-plugin-service-manager-common';
import { logsQuery, metricsQuery, timeOf } from './pure';

/** The paths of the tabs below an entity's page. */
const LOGS_TAB = 'logs';
const METRICS_TAB = 'metrics';
/** Where the Metrics tab tells of alerts. */
export const ALERTS_ANCHOR = 'alerts';

/** Where the evidence of an alert is; absent without entity pages. */
export function useEvidenceLinks(entityRef: string) {
  const entityRoute = useRouteRef(entityRouteRef);
  return useMemo(() => {
    const page = entityRoute?.(entityRouteParams(entityRef));
    const below = (tab: string, query: string) =>
      page && `${page}/${tab}?${query}`;
    const definitionOf = (alert: Alert, rules: AlertRule[]) =>
      rules.find(({ id }) => id === alert.ruleId)?.definition;
    return {
      logs: (alert: Alert, rules: AlertRule[]) =>
        below(
          LOGS_TAB,
          logsQuery(alert, definitionOf(alert, rules), new Date()),
        ),
      metrics: (alert: Alert, rules: AlertRule[]) =>
        below(
          METRICS_TAB,
          metricsQuery(alert, definitionOf(alert, rules), new Date()),
        ),
      /** At the very time of what is over. */
      pastLogs: (incident: Incident) => {
        const query = new URLSearchParams(timeOf(incident, new Date()));
        if (incident.definition?.kind === 'error-logs') {
          query.set('level', 'error,fatal');
        }
        if (incident.labels.pod) query.set('pod', incident.labels.pod);
        return below(LOGS_TAB, query.toString());
      },
      pastMetrics: (incident: Incident) => {
        const { definition } = incident;
        const query = new URLSearchParams(timeOf(incident, new Date()));
        if (definition?.kind === 'metric') query.set('panel', definition.panel);
        return below(METRICS_TAB, query.toString());
      },
      /** All alerts and rules. */
      all: page && `${page}/${METRICS_TAB}#${ALERTS_ANCHOR}`,
    };
  }, [entityRoute, entityRef]);
}
