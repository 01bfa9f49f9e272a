import { z } from 'zod/v3';

/**
 * From the worst to the least. `unknown` is a level of its own: a line that
 * says no level is not an error, also when it came from stderr.
 *
 * @public
 */
export const logLevelSchema = z.enum([
  'fatal',
  'error',
  'warn',
  'info',
  'debug',
  'trace',
  'unknown',
]);

/** @public */
export type LogLevel = z.infer<typeof logLevelSchema>;

/** @public */
export const logSourceKindSchema = z.enum(['loki', 'pods']);

/** @public */
export type LogSourceKind = z.infer<typeof logSourceKindSchema>;

/** Nanoseconds since 1970 as a decimal string: a number cannot hold them. */
const nanoseconds = z.string().regex(/^\d{1,20}$/);

/**
 * One record of a log, masked. May hold line feeds: then it is one record of
 * several lines.
 *
 * @public
 */
export const logLineSchema = z.object({
  type: z.literal('line'),
  ns: nanoseconds,
  /** Its place, opaque; unique among the lines of a service. */
  cursor: z.string(),
  cluster: z.string(),
  pod: z.string(),
  container: z.string(),
  level: logLevelSchema,
  text: z.string(),
  /** Characters that were cut off a very long line. */
  cut: z.number().int().optional(),
  /** Came so late that lines after it were shown before. */
  late: z.boolean().optional(),
  /** Of the container instance before the present one. */
  previous: z.boolean().optional(),
});

/** @public */
export type LogLine = z.infer<typeof logLineSchema>;

/**
 * Where lines are missing. `count` is exact; it is absent where nobody knows.
 *
 * @public
 */
export const logGapSchema = z.object({
  type: z.literal('gap'),
  from: nanoseconds,
  to: nanoseconds,
  count: z.number().int().optional(),
  reason: z.enum([
    'slow-viewer',
    'source-dropped',
    'source-limit',
    'rotated',
    'unreachable',
  ]),
  message: z.string(),
});

/** @public */
export type LogGap = z.infer<typeof logGapSchema>;

/**
 * Something that happened between the lines.
 *
 * @public
 */
export const logMarkerSchema = z.object({
  type: z.literal('marker'),
  ns: nanoseconds,
  kind: z.enum([
    'pod-joined',
    'pod-ended',
    'container-restarted',
    'source-changed',
  ]),
  message: z.string(),
  pod: z.string().optional(),
  container: z.string().optional(),
});

/** @public */
export type LogMarker = z.infer<typeof logMarkerSchema>;

/**
 * A record of the live stream. After `reauth` the stream ends, and the client
 * opens it again from its last cursor with a fresh token.
 *
 * @public
 */
export const logRecordSchema = z.discriminatedUnion('type', [
  logLineSchema,
  logGapSchema,
  logMarkerSchema,
  z.object({
    type: z.literal('error'),
    code: z.string(),
    message: z.string(),
    nextStep: z.string().optional(),
    /** The backend tries again by itself after this, in ms. */
    retryInMs: z.number().optional(),
  }),
  z.object({ type: z.literal('reauth') }),
  z.object({
    type: z.literal('heartbeat'),
    source: logSourceKindSchema,
    /** The backend's clock, ISO 8601. */
    at: z.string(),
    /** Containers that are followed now. */
    followed: z.number().int(),
  }),
]);

/** @public */
export type LogRecord = z.infer<typeof logRecordSchema>;

/**
 * What can be read, and from where.
 *
 * @public
 */
export const logSourcesSchema = z.object({
  source: logSourceKindSchema,
  /** Why this source, in a sentence. */
  why: z.string(),
  /** What the tab should say about it: a source that does not answer, ... */
  notices: z.array(z.string()),
  /** Whether the caller may ask LogQL of their own; absent where there is none. */
  mayQuery: z.boolean().optional(),
  pods: z.array(
    z.object({
      cluster: z.string(),
      name: z.string(),
      /** False for a pod that only the history knows. */
      running: z.boolean(),
      containers: z.array(
        z.object({
          name: z.string(),
          restarts: z.number().int(),
          /** The instance before it can still be read. */
          previous: z.boolean(),
        }),
      ),
    }),
  ),
});

/** @public */
export type LogSources = z.infer<typeof logSourcesSchema>;

/** @public */
export const logPageSchema = z.object({
  source: logSourceKindSchema,
  /** In the order of time, whichever direction was asked for. */
  records: z.array(
    z.discriminatedUnion('type', [
      logLineSchema,
      logGapSchema,
      logMarkerSchema,
    ]),
  ),
  /** Give as `before`; absent where the log begins. */
  olderCursor: z.string().optional(),
  /** Give as `after`; absent where the range ends. */
  newerCursor: z.string().optional(),
  notices: z.array(z.string()),
});

/** @public */
export type LogPage = z.infer<typeof logPageSchema>;

/** @public */
export const logVolumeSchema = z.object({
  source: logSourceKindSchema,
  stepSeconds: z.number(),
  buckets: z.array(
    z.object({
      /** Begin of the bucket, ISO 8601. */
      at: z.string(),
      counts: z.record(logLevelSchema, z.number().int()),
    }),
  ),
  /** The counts cover only this time, ISO 8601; absent: the whole range. */
  coveredFrom: z.string().optional(),
  notices: z.array(z.string()),
});

/** @public */
export type LogVolume = z.infer<typeof logVolumeSchema>;
