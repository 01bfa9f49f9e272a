import { alertsRoutes } from './alertsRoutes';
import { logRoutes } from './logRoutes';
import { metricsRoutes } from './metricsRoutes';

/**
 * The paths of the API below `/api/service-manager/v1`. No schema here, so
 * that the typed client stays small in a browser.
 *
 * @public
 */
export const routes = {
  listServices: { method: 'GET', path: '/services' },
  getService: { method: 'GET', path: '/services/:namespace/:kind/:name' },
  listRevisions: {
    method: 'GET',
    path: '/services/:namespace/:kind/:name/revisions',
  },
  listOperations: {
    method: 'GET',
    path: '/services/:namespace/:kind/:name/operations',
  },
  previewOperation: {
    method: 'POST',
    path: '/services/:namespace/:kind/:name/operations/preview',
  },
  createOperation: {
    method: 'POST',
    path: '/services/:namespace/:kind/:name/operations',
  },
  getOperation: { method: 'GET', path: '/operations/:id' },
  cancelOperation: { method: 'POST', path: '/operations/:id/cancel' },
  undoOperation: { method: 'POST', path: '/operations/:id/undo' },
  listClusters: { method: 'GET', path: '/clusters' },
  ...logRoutes,
  ...metricsRoutes,
  ...alertsRoutes,
} as const;

/** @public */
export type RouteName = keyof typeof routes;
