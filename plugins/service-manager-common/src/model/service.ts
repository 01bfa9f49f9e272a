import { z } from 'zod/v3';
import { statusSchema, statusStateSchema } from './status';
import { ownerViewSchema, workloadViewSchema } from './workload';
import {
  operationOutcomeSchema,
  operationPhaseSchema,
  operationSchema,
  verbSchema,
} from './operation';

/**
 * Whether what a cluster told is fresh.
 *
 * @public
 */
export const clusterHealthSchema = z.object({
  name: z.string(),
  title: z.string(),
  state: z.enum(['connected', 'syncing', 'stale', 'unreachable']),
  /** When the cluster last told us anything, ISO 8601. */
  lastSeenAt: z.string().optional(),
  /** Why it is not connected, in the error's own words. */
  message: z.string().optional(),
  /** Kinds that we may not read there; each disables only itself. */
  forbidden: z.array(z.string()),
});

/** @public */
export type ClusterHealth = z.infer<typeof clusterHealthSchema>;

/** @public */
export const serviceEventSchema = z.object({
  type: z.enum(['Normal', 'Warning']),
  reason: z.string(),
  message: z.string(),
  object: z.string(),
  count: z.number().int(),
  firstAt: z.string().optional(),
  lastAt: z.string().optional(),
});

/** @public */
export type ServiceEvent = z.infer<typeof serviceEventSchema>;

/** @public */
export const relatedServiceSchema = z.object({
  entityRef: z.string(),
  title: z.string(),
  /** Absent when the related entity has no workloads. */
  state: statusStateSchema.optional(),
});

/** @public */
export type RelatedService = z.infer<typeof relatedServiceSchema>;

/**
 * Whether the caller may use a verb on this service now, and if not, why not.
 *
 * @public
 */
export const verbAvailabilitySchema = z.object({
  verb: verbSchema,
  available: z.boolean(),
  /** A sentence for the disabled control: missing right, nothing to do. */
  why: z.string().optional(),
});

/** @public */
export type VerbAvailability = z.infer<typeof verbAvailabilitySchema>;

/**
 * Why an entity shows no workloads, with the lines that would mend it.
 *
 * @public
 */
export const serviceProblemSchema = z.object({
  code: z.enum([
    'no-annotation',
    'no-match',
    'unknown-cluster',
    'invalid-annotation',
  ]),
  message: z.string(),
  nextStep: z.string(),
  /** YAML to paste. */
  snippet: z.string().optional(),
});

/** @public */
export type ServiceProblem = z.infer<typeof serviceProblemSchema>;

/** @public */
export const operationSummarySchema = z.object({
  id: z.string(),
  verb: verbSchema,
  actor: z.string(),
  at: z.string(),
  phase: operationPhaseSchema,
  outcome: operationOutcomeSchema.optional(),
});

/** @public */
export type OperationSummary = z.infer<typeof operationSummarySchema>;

/**
 * One row of the fleet page.
 *
 * @public
 */
export const serviceSummarySchema = z.object({
  entityRef: z.string(),
  /** Matches the `service` of a "changed" signal; says nothing by itself. */
  key: z.string(),
  title: z.string(),
  owner: z.string().optional(),
  system: z.string().optional(),
  state: statusStateSchema,
  reason: z.string(),
  message: z.string(),
  since: z.string().optional(),
  clusters: z.array(z.string()),
  desired: z.number().int(),
  ready: z.number().int(),
  restarts: z.number().int(),
  versions: z.array(z.string()),
  owners: z.array(ownerViewSchema.shape.kind),
  /** True when a cluster of the service is not fresh. */
  stale: z.boolean(),
  lastOperation: operationSummarySchema.optional(),
});

/** @public */
export type ServiceSummary = z.infer<typeof serviceSummarySchema>;

/**
 * All that the Service tab shows.
 *
 * @public
 */
export const serviceSchema = z.object({
  entityRef: z.string(),
  key: z.string(),
  title: z.string(),
  owner: z.string().optional(),
  system: z.string().optional(),
  status: statusSchema,
  problem: serviceProblemSchema.optional(),
  workloads: z.array(workloadViewSchema),
  events: z.array(serviceEventSchema),
  dependsOn: z.array(relatedServiceSchema),
  dependents: z.array(relatedServiceSchema),
  verbs: z.array(verbAvailabilitySchema),
  /** Newest first; the running one, if any, is among them. */
  operations: z.array(operationSchema),
  clusters: z.array(clusterHealthSchema),
});

/** @public */
export type Service = z.infer<typeof serviceSchema>;
