import { z } from 'zod/v3';
import {
  metricPanelIdSchema,
  metricQueryResultSchema,
  metricsSchema,
  trendsSchema,
} from '../model/metrics';
import { entityParams, none } from './parts';

const from = z.string().max(40).optional();

const range = {
  from: from.describe('Begin, ISO 8601 (1 h ago)'),
  until: z.string().max(40).optional().describe('End, ISO 8601 (now)'),
  points: z.coerce
    .number()
    .int()
    .min(10)
    .max(2000)
    .optional()
    .describe('About so many points a series: the width in pixels'),
};

/**
 * The routes about metrics.
 *
 * @public
 */
export const metricsContract = {
  getMetrics: {
    summary: 'What a service uses and does, over time',
    params: entityParams,
    query: z
      .object({
        ...range,
        from: from.describe(
          'Begin, ISO 8601 (1 h before the end; without an end 5, 15 or 30 min ago where no more is held)',
        ),
        by: z.enum(['service', 'pod']).optional(),
        panels: z
          .string()
          .max(500)
          .optional()
          .describe(
            `Only these panels (${metricPanelIdSchema.options.join(
              ', ',
            )}), separated by commas`,
          ),
      })
      .strict(),
    body: none,
    response: metricsSchema,
  },
  queryMetrics: {
    summary: "A PromQL query of one's own, kept to the pods of the service",
    params: entityParams,
    query: z.object({ ...range, query: z.string().min(1).max(5000) }).strict(),
    body: none,
    response: metricQueryResultSchema,
  },
  listTrends: {
    summary: 'Small curves of the services that the caller may read',
    params: none,
    query: z
      .object({
        refs: z
          .string()
          .max(20_000)
          .optional()
          .describe('Only these entity refs, separated by commas (all)'),
      })
      .strict(),
    body: none,
    response: trendsSchema,
  },
};
