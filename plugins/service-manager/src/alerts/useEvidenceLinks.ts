import { useMemo } from 'react';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import type {
  Alert,
  AlertRule,
} from '@vtasker/backstage-plugin-service-manager-common';
import { logsQuery, metricsQuery } from './pure';

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
      /** All alerts and rules. */
      all: page && `${page}/${METRICS_TAB}#${ALERTS_ANCHOR}`,
    };
  }, [entityRoute, entityRef]);
}
