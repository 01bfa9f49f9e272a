// No schema here, so that the typed client stays small in a browser.

const path = '/services/:namespace/:kind/:name/alerts';

/**
 * The routes about alerts.
 *
 * @public
 */
export const alertsRoutes = {
  listAlertCounts: { method: 'GET', path: '/alerts' },
  listAlerts: { method: 'GET', path },
  silenceAlert: { method: 'POST', path: `${path}/silences` },
  endSilence: { method: 'POST', path: `${path}/silences/end` },
  saveAlertRule: { method: 'POST', path: `${path}/rules` },
  deleteAlertRule: { method: 'POST', path: `${path}/rules/delete` },
  listPrometheusRules: { method: 'GET', path: `${path}/prometheus-rule` },
  applyPrometheusRules: { method: 'POST', path: `${path}/prometheus-rule` },
} as const;
