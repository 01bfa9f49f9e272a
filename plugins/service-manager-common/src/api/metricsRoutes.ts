// No schema here, so that the typed client stays small in a browser.

const path = '/services/:namespace/:kind/:name/metrics';

/**
 * The routes about metrics.
 *
 * @public
 */
export const metricsRoutes = {
  getMetrics: { method: 'GET', path },
  queryMetrics: { method: 'GET', path: `${path}/query` },
  listTrends: { method: 'GET', path: '/trends' },
} as const;
