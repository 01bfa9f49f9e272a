import type { ClusterHealth } from '@vtasker/backstage-plugin-service-manager-common';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { Telemetry } from './Telemetry';

/**
 * `/metrics` for Prometheus, and `/health`: 200 as long as this backend works,
 * with the clusters whose data is not fresh. A cluster that is away is no
 * reason to restart the portal.
 */
export function createTelemetryRouter(options: {
  telemetry: Telemetry;
  health(): ClusterHealth[];
}): Router {
  const router = PromiseRouter();
  router.get('/metrics', async (_, res) => {
    const { registry } = options.telemetry;
    res.type(registry.contentType).send(await registry.metrics());
  });
  router.get('/health', (_, res) => {
    const degraded = options
      .health()
      .filter(
        ({ state, forbidden }) => state !== 'connected' || forbidden.length,
      )
      .map(({ name, state, lastSeenAt, message, forbidden }) => ({
        cluster: name,
        state,
        lastSeenAt,
        message,
        forbidden,
      }));
    res
      .setHeader('Cache-Control', 'no-store')
      .json({ status: degraded.length ? 'degraded' : 'ok', degraded });
  });
  return router;
}
