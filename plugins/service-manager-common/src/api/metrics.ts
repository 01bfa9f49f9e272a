import { z } from 'zod/v3';
import { metricPanelIdSchema, metricsSchema } from '../model/metrics';
import { entityParams, none } from './parts';

/** @public */
export const metricsContract = {
  getMetrics: {
    summary: 'What a service uses and does, over time',
    params: entityParams,
    query: z
      .object({
        from: z.string().max(40).describe('Begin, ISO 8601'),
        until: z.string().max(40).describe('End, ISO 8601'),
        points: z.coerce
          .number()
          .int()
          .min(10)
          .max(2000)
          .optional()
          .describe('About so many points a series: the width in pixels'),
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
};

/** @public */
export const metricsRoutes = {
  getMetrics: {
    method: 'GET',
    path: '/services/:namespace/:kind/:name/metrics',
  },
} as const;
