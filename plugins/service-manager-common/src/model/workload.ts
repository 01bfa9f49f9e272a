import { z } from 'zod/v3';
import { statusSchema } from './status';

/** @public */
export const workloadKindSchema = z.enum([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'CronJob',
  'Job',
]);

/** @public */
export type WorkloadKind = z.infer<typeof workloadKindSchema>;

/**
 * Where a workload is. Only ever sent to a client, never taken from one: a
 * client names a workload by its opaque id.
 *
 * @public
 */
export const workloadRefSchema = z.object({
  /** Opaque and stable: what a client sends back to name this workload. */
  id: z.string(),
  cluster: z.string(),
  namespace: z.string(),
  kind: workloadKindSchema,
  name: z.string(),
});

/** @public */
export type WorkloadRef = z.infer<typeof workloadRefSchema>;

/**
 * Sums over a pod's containers. CPU in cores, memory in bytes; absent where
 * nothing is set or known.
 *
 * @public
 */
export const resourceAmountsSchema = z.object({
  cpu: z.number().optional(),
  memory: z.number().optional(),
});

/** @public */
export type ResourceAmounts = z.infer<typeof resourceAmountsSchema>;

/** @public */
export const containerViewSchema = z.object({
  name: z.string(),
  image: z.string(),
  init: z.boolean().optional(),
  ready: z.boolean(),
  restarts: z.number().int(),
  state: z.enum(['waiting', 'running', 'terminated', 'unknown']),
  /** `CrashLoopBackOff`, `OOMKilled`, `Completed`, ... */
  reason: z.string().optional(),
  message: z.string().optional(),
  exitCode: z.number().int().optional(),
  lastTermination: z
    .object({
      reason: z.string().optional(),
      exitCode: z.number().int().optional(),
      at: z.string().optional(),
    })
    .optional(),
});

/** @public */
export type ContainerView = z.infer<typeof containerViewSchema>;

/** @public */
export const podViewSchema = z.object({
  name: z.string(),
  status: statusSchema,
  phase: z.string(),
  ready: z.boolean(),
  node: z.string().optional(),
  ip: z.string().optional(),
  createdAt: z.string(),
  restarts: z.number().int(),
  /** The tag or short digest of the first container's image. */
  version: z.string().optional(),
  containers: z.array(containerViewSchema),
});

/** @public */
export type PodView = z.infer<typeof podViewSchema>;

/**
 * Who else writes to a workload.
 *
 * @public
 */
export const ownerViewSchema = z.object({
  kind: z.enum(['ArgoCD', 'Flux', 'Helm', 'HPA', 'KEDA', 'Other']),
  /** The owning object: an Argo CD application, a release, an HPA. */
  name: z.string(),
  namespace: z.string().optional(),
  /** What it does to our changes, in one sentence. */
  effect: z.string(),
});

/** @public */
export type OwnerView = z.infer<typeof ownerViewSchema>;

/** @public */
export const rolloutViewSchema = z.object({
  /** Pods of the new revision, of which `available` take traffic. */
  updated: z.number().int(),
  available: z.number().int(),
  /** Pods of earlier revisions that still exist. */
  old: z.number().int(),
  desired: z.number().int(),
  message: z.string(),
});

/** @public */
export type RolloutView = z.infer<typeof rolloutViewSchema>;

/**
 * The memory of a person's stop.
 *
 * @public
 */
export const stopMemorySchema = z.object({
  /** Replicas before the stop; absent for a CronJob. */
  replicas: z.number().int().optional(),
  by: z.string(),
  at: z.string(),
  reason: z.string().optional(),
  /** When it comes back by itself, ISO 8601. */
  until: z.string().optional(),
});

/** @public */
export type StopMemory = z.infer<typeof stopMemorySchema>;

/** @public */
export const workloadViewSchema = z.object({
  ref: workloadRefSchema,
  status: statusSchema,
  createdAt: z.string(),
  /** Absent for CronJobs. */
  replicas: z
    .object({
      desired: z.number().int(),
      current: z.number().int(),
      ready: z.number().int(),
      updated: z.number().int(),
      available: z.number().int(),
    })
    .optional(),
  /** Deployments: the revision annotation; others: absent in the view. */
  revision: z.number().int().optional(),
  paused: z.boolean().optional(),
  strategy: z.string().optional(),
  images: z.array(
    z.object({
      container: z.string(),
      image: z.string(),
      version: z.string().optional(),
    }),
  ),
  requests: resourceAmountsSchema,
  limits: resourceAmountsSchema,
  /** From metrics.k8s.io, summed over pods; absent where unknown. */
  usage: resourceAmountsSchema.extend({ at: z.string() }).optional(),
  owners: z.array(ownerViewSchema),
  autoscaler: z
    .object({
      name: z.string(),
      kind: z.enum(['HPA', 'KEDA']),
      min: z.number().int(),
      max: z.number().int(),
      paused: z.boolean().optional(),
    })
    .optional(),
  disruptionBudget: z
    .object({ name: z.string(), disruptionsAllowed: z.number().int() })
    .optional(),
  schedule: z
    .object({
      cron: z.string(),
      timeZone: z.string().optional(),
      suspended: z.boolean(),
      active: z.number().int(),
      lastScheduledAt: z.string().optional(),
    })
    .optional(),
  rollout: rolloutViewSchema.optional(),
  stopped: stopMemorySchema.optional(),
  pods: z.array(podViewSchema),
});

/** @public */
export type WorkloadView = z.infer<typeof workloadViewSchema>;
