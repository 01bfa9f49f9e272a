import { z } from 'zod/v3';
import { workloadRefSchema } from './workload';

/**
 * The verbs. Each one is a file of the backend's `operations/verbs` room.
 *
 * @public
 */
export const verbSchema = z.enum([
  'start',
  'stop',
  'restart',
  'scale',
  'pause',
  'resume',
  'rollback',
  'deploy',
]);

/** @public */
export type Verb = z.infer<typeof verbSchema>;

const workloads = z
  .array(z.string().max(64))
  .min(1)
  .max(100)
  .optional()
  .describe('Ids of the workloads; all that the verb applies to when absent');
const workload = z
  .string()
  .max(64)
  .optional()
  .describe('Id of the workload; may be absent when the service has just one');

/**
 * Upper bound on replicas that a request may ask for.
 *
 * @public
 */
export const MAX_REPLICAS = 10_000;

/**
 * What each verb takes. Unknown fields are errors.
 *
 * @public
 */
export const verbParametersSchemas = {
  start: z.object({ workloads }).strict(),
  stop: z
    .object({
      workloads,
      until: z
        .string()
        .datetime({ offset: true })
        .optional()
        .describe('When to start again by itself, ISO 8601, in the future'),
    })
    .strict(),
  restart: z.object({ workloads }).strict(),
  scale: z
    .object({
      workload,
      replicas: z.number().int().min(0).max(MAX_REPLICAS),
    })
    .strict(),
  pause: z.object({ workloads }).strict(),
  resume: z.object({ workloads }).strict(),
  rollback: z.object({ workload, revision: z.number().int().min(1) }).strict(),
  deploy: z
    .object({
      workload,
      images: z
        .array(
          z
            .object({
              container: z
                .string()
                .max(253)
                .optional()
                .describe('May be absent when the pod has one container'),
              image: z
                .string()
                .min(1)
                .max(1024)
                .describe(
                  'A whole reference (registry/name:tag, name@sha256:...) or, with a leading colon, only another tag (:2.3.0)',
                ),
            })
            .strict(),
        )
        .min(1)
        .max(50),
    })
    .strict(),
} satisfies Record<Verb, z.ZodTypeAny>;

/** @public */
export type VerbParameters = {
  [V in Verb]: z.infer<(typeof verbParametersSchemas)[V]>;
};

/**
 * Asks for one operation: the verb with its own parameters.
 *
 * @public
 */
export const operationRequestSchema = z.discriminatedUnion('verb', [
  z
    .object({
      verb: z.literal('start'),
      parameters: verbParametersSchemas.start,
    })
    .strict(),
  z
    .object({ verb: z.literal('stop'), parameters: verbParametersSchemas.stop })
    .strict(),
  z
    .object({
      verb: z.literal('restart'),
      parameters: verbParametersSchemas.restart,
    })
    .strict(),
  z
    .object({
      verb: z.literal('scale'),
      parameters: verbParametersSchemas.scale,
    })
    .strict(),
  z
    .object({
      verb: z.literal('pause'),
      parameters: verbParametersSchemas.pause,
    })
    .strict(),
  z
    .object({
      verb: z.literal('resume'),
      parameters: verbParametersSchemas.resume,
    })
    .strict(),
  z
    .object({
      verb: z.literal('rollback'),
      parameters: verbParametersSchemas.rollback,
    })
    .strict(),
  z
    .object({
      verb: z.literal('deploy'),
      parameters: verbParametersSchemas.deploy,
    })
    .strict(),
]);

/** @public */
export type OperationRequest = z.infer<typeof operationRequestSchema>;

/**
 * One field that differs. List items with a name are addressed by it:
 * `spec.template.spec.containers[web].image`.
 *
 * @public
 */
export const fieldChangeSchema = z.object({
  path: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});

/** @public */
export type FieldChange = z.infer<typeof fieldChangeSchema>;

/**
 * What a person must know first.
 *
 * @public
 */
export const guardSchema = z.object({
  /** `gitops-owner`, `autoscaler`, `disruption-budget`, `dependents`, ... */
  code: z.string(),
  severity: z.enum(['info', 'warning', 'block']),
  /** One sentence: what is the matter. */
  title: z.string(),
  /** Why, and what would happen. */
  detail: z.string(),
  /** The better way, where there is one. */
  advice: z.string().optional(),
  workload: z.string().optional(),
});

/** @public */
export type Guard = z.infer<typeof guardSchema>;

/** @public */
export const previewSchema = z.object({
  verb: verbSchema,
  /** "What will happen", in one or two sentences. */
  summary: z.string(),
  changes: z.array(
    z.object({
      workload: workloadRefSchema,
      /** Now and then, as a person says it: `3 replicas`, then `stopped`. */
      now: z.string(),
      then: z.string(),
      /** From the API server's dry run, other managers' noise left out. */
      diff: z.array(fieldChangeSchema),
    }),
  ),
  guards: z.array(guardSchema),
  /** Workloads of the service that the verb leaves alone, and why. */
  untouched: z.array(
    z.object({ workload: workloadRefSchema, why: z.string() }),
  ),
  /** Send it with the operation: it then acts only on what was previewed. */
  precondition: z.string(),
  reasonRequired: z.boolean(),
});

/** @public */
export type Preview = z.infer<typeof previewSchema>;

/** @public */
export const operationOutcomeSchema = z.enum([
  'succeeded',
  'failed',
  'overridden',
  'cancelled',
  'superseded',
]);

/** @public */
export type OperationOutcome = z.infer<typeof operationOutcomeSchema>;

/**
 * `accepted`: stored, nothing done yet. `acting`: writes are being sent.
 * `following`: waiting until the cluster shows the result. `ended`: it has an
 * outcome (which a late revert may still turn into `overridden`).
 *
 * @public
 */
export const operationPhaseSchema = z.enum([
  'accepted',
  'acting',
  'following',
  'ended',
]);

/** @public */
export type OperationPhase = z.infer<typeof operationPhaseSchema>;

/** @public */
export const operationStepSchema = z.object({
  id: z.string(),
  /** `Set web to 0 replicas`, `Wait for web to stop`. */
  title: z.string(),
  workload: z.string().optional(),
  state: z.enum(['pending', 'running', 'done', 'failed', 'skipped']),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  /** Live counts or the cluster's own words. */
  message: z.string().optional(),
  progress: z
    .object({ done: z.number().int(), total: z.number().int() })
    .optional(),
});

/** @public */
export type OperationStep = z.infer<typeof operationStepSchema>;

/** @public */
export const operationErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  nextStep: z.string().optional(),
});

/** @public */
export type OperationError = z.infer<typeof operationErrorSchema>;

/** @public */
export const operationSchema = z.object({
  id: z.string(),
  entityRef: z.string(),
  verb: verbSchema,
  parameters: z.record(z.unknown()),
  reason: z.string().optional(),
  /** Codes of the guards that the person said to have seen. */
  acknowledged: z.array(z.string()).optional(),
  /** The user or service that asked, as an entity ref or a subject. */
  actor: z.string(),
  phase: operationPhaseSchema,
  outcome: operationOutcomeSchema.optional(),
  error: operationErrorSchema.optional(),
  createdAt: z.string(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  /** A row per workload: what was, what was asked, what was seen at the end. */
  targets: z.array(
    z.object({
      workload: workloadRefSchema,
      before: z.record(z.unknown()),
      after: z.record(z.unknown()),
      diff: z.array(fieldChangeSchema),
    }),
  ),
  steps: z.array(operationStepSchema),
  /** Who changed it back, when the outcome is `overridden`. */
  overriddenBy: z.string().optional(),
  cancellable: z.boolean(),
  undoable: z.boolean(),
  /** The operation that this one undoes. */
  undoOf: z.string().optional(),
  /** The operation that undid this one. */
  undoneBy: z.string().optional(),
});

/** @public */
export type Operation = z.infer<typeof operationSchema>;

/**
 * An earlier state of a workload's pod template.
 *
 * @public
 */
export const revisionSchema = z.object({
  revision: z.number().int(),
  current: z.boolean(),
  createdAt: z.string(),
  images: z.array(z.object({ container: z.string(), image: z.string() })),
  changeCause: z.string().optional(),
  /** From the current template to this one. */
  diff: z.array(fieldChangeSchema),
});

/** @public */
export type Revision = z.infer<typeof revisionSchema>;
