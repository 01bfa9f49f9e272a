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
  listIncidents: { method: 'GET', path: `${path}/incidents` },
  silenceAlert: { method: 'POST', path: `${path}/silences` },
  endSilence: { method: 'POST', path: `${path}/silences/end` },
  restoreSilence: { method: 'POST', path: `${path}/silences/restore` },
  saveAlertRule: { method: 'POST', path: `${path}/rules` },
  deleteAlertRule: { method: 'POST', path: `${path}/rules/delete` },
  restoreAlertRule: { method: 'POST', path: `${path}/rules/restore` },
  listPrometheusRules: { method: 'GET', path: `${path}/prometheus-rule` },
  applyPrometheusRules: { method: 'POST', path: `${path}/prometheus-rule` },
} as const;
