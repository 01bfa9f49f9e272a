import { z } from 'zod/v3';

/** @public */
export const metricPanelIdSchema = z.enum([
  'cpu',
  'memory',
  'throttling',
  'network-receive',
  'network-transmit',
  'disk-read',
  'disk-write',
  'requests',
  'errors',
  'latency',
  'replicas',
  'restarts',
]);

/** @public */
export type MetricPanelId = z.infer<typeof metricPanelIdSchema>;

/** @public */
export const metricUnitSchema = z.enum([
  'cores',
  'bytes',
  'bytes-per-second',
  'ratio',
  'per-second',
  'seconds',
  'count',
]);

/** @public */
export type MetricUnit = z.infer<typeof metricUnitSchema>;

/**
 * One value a step of the grid; `null` where nothing was measured: a gap,
 * never 0 and never joined.
 */
const values = z.array(z.number().nullable());

/** @public */
export const metricSeriesSchema = z.object({
  /** For the legend; unique in its panel. */
  name: z.string(),
  /** A request, a limit or what is desired is drawn as a line across. */
  role: z.enum(['value', 'request', 'limit', 'desired']),
  cluster: z.string().optional(),
  pod: z.string().optional(),
  values,
});

/** @public */
export type MetricSeries = z.infer<typeof metricSeriesSchema>;

/** @public */
export const metricPanelSchema = z.object({
  id: metricPanelIdSchema,
  title: z.string(),
  unit: metricUnitSchema,
  series: z.array(metricSeriesSchema),
  /** Why there are no series, in words, with the next step. */
  empty: z
    .object({ why: z.string(), nextStep: z.string().optional() })
    .optional(),
  /** The PromQL, only for those who may write queries themselves. */
  queries: z.array(z.string()).optional(),
  /** What the source said beside its answer, and what failed. */
  warnings: z.array(z.string()),
});

/** @public */
export type MetricPanel = z.infer<typeof metricPanelSchema>;

/** @public */
export const metricMarkerSchema = z.object({
  /** ISO 8601. */
  at: z.string(),
  kind: z.enum(['deploy', 'operation', 'restart', 'alert']),
  label: z.string(),
  operationId: z.string().optional(),
});

/** @public */
export type MetricMarker = z.infer<typeof metricMarkerSchema>;

/** @public */
export const metricSourceKindSchema = z.enum([
  'prometheus',
  'metrics-api',
  'none',
]);

const grid = {
  /** Begin of the grid, ISO 8601, aligned down to the step in UTC. */
  from: z.string(),
  stepSeconds: z.number(),
  /** Points in each series. */
  steps: z.number().int(),
};

/** @public */
export const metricsSchema = z.object({
  source: metricSourceKindSchema,
  /** Why this source, in a sentence. */
  why: z.string(),
  ...grid,
  /** The values begin only here, ISO 8601; absent: the whole range is kept. */
  coveredFrom: z.string().optional(),
  panels: z.array(metricPanelSchema),
  /** Vertical lines: what happened to the service meanwhile. */
  markers: z.array(metricMarkerSchema),
  /** What the page should say: a source that does not answer, ... */
  notices: z.array(z.string()),
});

/** @public */
export type Metrics = z.infer<typeof metricsSchema>;

/** @public */
export const metricQueryResultSchema = z.object({
  /** What was asked: the given query with the service's matchers in it. */
  query: z.string(),
  ...grid,
  series: z.array(z.object({ labels: z.record(z.string()), values })),
  warnings: z.array(z.string()),
});

/** @public */
export type MetricQueryResult = z.infer<typeof metricQueryResultSchema>;

/**
 * Small curves of many services, for lists. Made without a query per service.
 *
 * @public
 */
export const trendsSchema = z.object({
  ...grid,
  items: z.record(
    z.string().describe('Entity ref'),
    z.object({
      /** Cores, all pods summed. */
      cpu: values.optional(),
      /** Bytes, all pods summed. */
      memory: values.optional(),
      /** Lines of level error or fatal in the time of the grid. */
      errorLines: z.number().int().optional(),
    }),
  ),
  /** Why something is missing, in sentences. */
  notices: z.array(z.string()),
});

/** @public */
export type Trends = z.infer<typeof trendsSchema>;
