import { z } from 'zod/v3';
import {
  logLevelSchema,
  logPageSchema,
  logSourcesSchema,
  logVolumeSchema,
} from '../model/logs';
import type { StreamRouteName } from './logRoutes';
import { entityParams, none } from './parts';

const names = (what: string) =>
  z
    .string()
    .max(4000)
    .optional()
    .describe(`Only these ${what}, separated by commas`);
const time = (what: string) =>
  z
    .string()
    .max(40)
    .optional()
    .describe(`${what}: ISO 8601, or nanoseconds since 1970`);
const cursor = z.string().max(500).optional();

/**
 * The structured filters of every route about logs: the backend builds the
 * query. All that are given must hold.
 *
 * @public
 */
export const logFilters = {
  text: z
    .string()
    .max(1000)
    .optional()
    .describe('Lines that hold this text, without regard to case'),
  regex: z
    .string()
    .max(1000)
    .optional()
    .describe('Lines that match this RE2 expression'),
  level: names(`levels (${logLevelSchema.options.join(', ')})`),
  pod: names('pods'),
  container: names('containers'),
  field: z
    .string()
    .max(2000)
    .optional()
    .describe(
      'A JSON object: lines whose JSON or logfmt fields have these values',
    ),
  previous: z
    .enum(['true', 'false'])
    .optional()
    .describe('The container instances before the present ones'),
  logql: z
    .string()
    .min(1)
    .max(5000)
    .optional()
    .describe(
      "LogQL of one's own: a selector and filters, kept to the pods of the service; where Loki is",
    ),
};

const range = { from: time('Begin, inclusive'), until: time('End, exclusive') };

/**
 * The routes about logs that answer with one document.
 *
 * @public
 */
export const logContract = {
  listLogSources: {
    summary: 'Where the lines of a service come from, and of which pods',
    params: entityParams,
    query: none,
    body: none,
    response: logSourcesSchema,
  },
  listLogs: {
    summary: 'A page of lines, the newest of the range unless told otherwise',
    params: entityParams,
    query: z
      .object({
        ...logFilters,
        ...range,
        limit: z.coerce.number().int().min(1).max(5000).optional(),
        before: cursor.describe('Lines before this one'),
        after: cursor.describe('Lines after this one'),
      })
      .strict(),
    body: none,
    response: logPageSchema,
  },
  getLogVolume: {
    summary: 'How many lines of each level there are, over time',
    params: entityParams,
    query: z
      .object({
        ...logFilters,
        ...range,
        buckets: z.coerce.number().int().min(1).max(200).optional(),
      })
      .strict(),
    body: none,
    response: logVolumeSchema,
  },
};

/**
 * The routes that answer with a stream: NDJSON of `LogRecord`, or text.
 *
 * @public
 */
export const logStreamContract = {
  streamLogs: {
    summary: 'Lines as they come, as NDJSON',
    params: entityParams,
    query: z
      .object({
        ...logFilters,
        after: cursor.describe('Go on behind this line'),
        tail: z.coerce
          .number()
          .int()
          .min(0)
          .max(5000)
          .optional()
          .describe('Begin with so many lines of the past (200)'),
      })
      .strict(),
  },
  downloadLogs: {
    summary: 'All lines of a range, as NDJSON or text',
    params: entityParams,
    query: z
      .object({
        ...logFilters,
        ...range,
        format: z.enum(['ndjson', 'text']).optional(),
      })
      .strict(),
  },
};

/** @public */
export type LogStreamContract = {
  [R in StreamRouteName]: {
    params: z.input<(typeof logStreamContract)[R]['params']>;
    query: z.input<(typeof logStreamContract)[R]['query']>;
  };
};
