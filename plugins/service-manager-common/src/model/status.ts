import { z } from 'zod/v3';

/**
 * The states of a service, a workload or a pod.
 *
 * @public
 */
export const statusStateSchema = z.enum([
  'running',
  'starting',
  'degraded',
  'stopping',
  'stopped',
  'failed',
  'suspended',
  'unknown',
]);

/** @public */
export type StatusState = z.infer<typeof statusStateSchema>;

/**
 * One thing that was seen in the cluster and on which a status rests.
 *
 * @public
 */
export const evidenceSchema = z.object({
  source: z.enum(['condition', 'event', 'container', 'spec', 'cluster']),
  /** `Pod/web-1`, `Deployment/web`: what the evidence was read from. */
  object: z.string(),
  /** The cluster's own words. */
  text: z.string(),
  /** When it was last seen, ISO 8601. */
  at: z.string().optional(),
  /** How often it was seen, for deduplicated events. */
  count: z.number().int().optional(),
});

/** @public */
export type Evidence = z.infer<typeof evidenceSchema>;

/** @public */
export const statusSchema = z.object({
  state: statusStateSchema,
  /**
   * A stable reason in the field's terms: `CrashLoopBackOff`, `OOMKilled`,
   * `FailedScheduling`, `ProgressDeadlineExceeded`, `AllReady`, ...
   */
  reason: z.string(),
  /** The reason in a person's words, one sentence. */
  message: z.string(),
  /** Since when, ISO 8601; absent where the cluster does not tell. */
  since: z.string().optional(),
  evidence: z.array(evidenceSchema),
});

/** @public */
export type Status = z.infer<typeof statusSchema>;
