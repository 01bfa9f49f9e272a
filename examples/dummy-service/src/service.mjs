import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import {
  collectDefaultMetrics,
  Counter,
  Histogram,
  Registry,
} from 'prom-client';
import { randomNumbers } from './settings.mjs';

const ERRORS = [
  [500, 'Internal error: the warehouse did not answer'],
  [502, 'Bad gateway: the upstream closed the connection'],
  [503, 'Service unavailable: the pool of connections is exhausted'],
];

/** The HTTP server of one version, not listening yet. */
export function createService(settings, log) {
  const { version, pod, latencyMillis, errorRate } = settings;
  const random = randomNumbers(settings.seed);

  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const labelNames = ['method', 'route', 'status', 'version'];
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests that were answered',
    labelNames,
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time until the answer was sent',
    labelNames,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });

  // A fifth up or down, so that quantiles differ.
  const work = () => wait(latencyMillis * (0.8 + 0.4 * random()));

  const routes = {
    '/': async () => [
      200,
      { service: 'dummy-service', version, message: `Hello from ${version}!` },
    ],
    '/health': async () => [200, { status: 'ok', version }],
    '/api/data': async () => {
      await work();
      const items = [1, 2, 3].map(id => ({ id, name: `Item ${id}` }));
      return [200, { version, pod, items }];
    },
    '/api/error': async () => {
      const fails = random() < errorRate;
      const [status, error] = ERRORS[Math.floor(random() * ERRORS.length)];
      await work();
      return fails
        ? [status, { version, error }]
        : [200, { version, message: 'No error this time' }];
    },
  };

  async function answer(request, response) {
    const start = performance.now();
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname === '/metrics') {
      response.setHeader('content-type', registry.contentType);
      response.end(await registry.metrics());
      return;
    }
    const route = Object.hasOwn(routes, pathname) ? pathname : 'none';
    const [status, body] =
      request.method !== 'GET' && request.method !== 'HEAD'
        ? [405, { error: 'Only GET is served here.' }]
        : await (routes[pathname]?.() ?? [
            404,
            { error: 'There is no such page.', pages: Object.keys(routes) },
          ]);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(`${JSON.stringify(body)}\n`);

    const seconds = (performance.now() - start) / 1000;
    const labels = { method: request.method, route, status, version };
    requests.inc(labels);
    durations.observe(labels, seconds);
    const level = { 4: 'warn', 5: 'error' }[Math.floor(status / 100)];
    // The probe of a kubelet comes every few seconds and says nothing.
    log(route === '/health' ? 'debug' : level ?? 'info', 'request', {
      method: request.method,
      path: pathname,
      status,
      duration_ms: Math.round(seconds * 10_000) / 10,
      trace_id: randomBytes(8).toString('hex'),
      version,
      pod,
      ...(body.error ? { error: body.error } : {}),
    });
  }

  return createServer((request, response) => {
    answer(request, response).catch(error => {
      log('error', 'the answer failed', { error: error.message });
      response.destroy();
    });
  });
}
