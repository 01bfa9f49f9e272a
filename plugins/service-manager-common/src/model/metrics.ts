import { z } from 'zod/v3';

/** @public */
export const metricPanelIdSchema = z.enum([
  'cpu',
  'memory',
  'throttling',
  'network',
  'disk',
  'requests',
  'errors',
  'latency',
  'replicas',
  'restarts',
]);

/** @public */
export type MetricPanelId = z.infer<typeof metricPanelIdSchema>;

/** @public */
export const metricSeriesSchema = z.object({
  /** For the legend. */
  name: z.string(),
  /** A request or a limit is drawn as a line across. */
  role: z.enum(['value', 'request', 'limit']),
  cluster: z.string().optional(),
  pod: z.string().optional(),
  /**
   * One value a step of the grid; `null` where nothing was measured: a gap,
   * never 0 and never joined.
   */
  values: z.array(z.number().nullable()),
});

/** @public */
export type MetricSeries = z.infer<typeof metricSeriesSchema>;

/** @public */
export const metricPanelSchema = z.object({
  id: metricPanelIdSchema,
  title: z.string(),
  /** `ratio` is 0 to 1; `per-second` counts. */
  unit: z.enum([
    'cores',
    'bytes',
    'bytes-per-second',
    'ratio',
    'per-second',
    'seconds',
    'count',
  ]),
  series: z.array(metricSeriesSchema),
  /** Why there are no series, in words, with the next step. */
  empty: z
    .object({ why: z.string(), nextStep: z.string().optional() })
    .optional(),
  warnings: z.array(z.string()),
});

/** @public */
export type MetricPanel = z.infer<typeof metricPanelSchema>;

/** @public */
export const metricsSchema = z.object({
  source: z.enum(['prometheus', 'metrics-api']),
  /** Begin of the grid, ISO 8601, aligned to the step. */
  from: z.string(),
  stepSeconds: z.number(),
  /** Points in each series. */
  steps: z.number().int(),
  panels: z.array(metricPanelSchema),
  /** Vertical lines: what happened to the service meanwhile. */
  markers: z.array(
    z.object({
      at: z.string(),
      kind: z.enum(['deploy', 'operation', 'restart']),
      label: z.string(),
      operationId: z.string().optional(),
    }),
  ),
  notices: z.array(z.string()),
});

/** @public */
export type Metrics = z.infer<typeof metricsSchema>;
