// No schema here, so that the typed client stays small in a browser.

const path = '/services/:namespace/:kind/:name/logs';

/**
 * The routes about logs that answer with one document.
 *
 * @public
 */
export const logRoutes = {
  listLogSources: { method: 'GET', path: `${path}/sources` },
  listLogs: { method: 'GET', path },
  getLogVolume: { method: 'GET', path: `${path}/volume` },
} as const;

/**
 * The routes that answer with a stream, see `logStreamContract`.
 *
 * @public
 */
export const logStreamRoutes = {
  streamLogs: { method: 'GET', path: `${path}/stream` },
  downloadLogs: { method: 'GET', path: `${path}/download` },
} as const;

/** @public */
export type StreamRouteName = keyof typeof logStreamRoutes;
