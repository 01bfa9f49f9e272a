import {
  contract,
  operationSchema,
  Verb,
  verbParametersSchemas,
  verbSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import { z, ZodObject, ZodRawShape } from 'zod/v3';
import {
  entityParams,
  entityRefField,
  reasonField,
  withNextStep,
} from './input';
import type { ActionsOptions } from './types';

/** What each verb says of itself to a person or a model that picks a tool. */
const words: Record<
  Verb,
  {
    title: string;
    description: string;
    destructive: boolean;
    idempotent: boolean;
  }
> = {
  start: {
    title: 'Start service',
    description:
      'Starts a stopped service again with exactly what it had before the stop.',
    destructive: false,
    idempotent: true,
  },
  stop: {
    title: 'Stop service',
    description:
      'Stops the workloads of a service: scales them to zero and suspends its CronJobs. With `until` it comes back by itself.',
    destructive: true,
    idempotent: true,
  },
  restart: {
    title: 'Restart service',
    description: 'Replaces the pods of a service one after the other.',
    destructive: true,
    idempotent: false,
  },
  scale: {
    title: 'Scale service',
    description: 'Sets the number of replicas of a workload of a service.',
    destructive: true,
    idempotent: true,
  },
  pause: {
    title: 'Pause rollout',
    description: 'Pauses the rollout of the Deployments of a service.',
    destructive: false,
    idempotent: true,
  },
  resume: {
    title: 'Resume rollout',
    description: 'Resumes a paused rollout of a service.',
    destructive: false,
    idempotent: true,
  },
  rollback: {
    title: 'Roll back service',
    description:
      'Puts an earlier revision of a workload back; list-service-revisions tells them.',
    destructive: true,
    idempotent: true,
  },
  deploy: {
    title: 'Deploy image',
    description: 'Sets other images or tags in a workload of a service.',
    destructive: true,
    idempotent: true,
  },
};

const more = {
  entityRef: entityRefField,
  reason: reasonField,
  precondition: z
    .string()
    .max(200)
    .optional()
    .describe('From preview-operation: act only on what was previewed'),
  acknowledged: z
    .array(z.string().max(100))
    .max(50)
    .optional()
    .describe('Codes of the guards of the preview that were seen'),
  idempotencyKey: z
    .string()
    .max(200)
    .optional()
    .describe('Repeating the action with the same key does it once'),
};

/** One action a verb: its own parameters beside those that all have. */
export function registerVerbActions(options: ActionsOptions): void {
  for (const verb of verbSchema.options) {
    const { title, description, destructive, idempotent } = words[verb];
    const parameters: ZodObject<ZodRawShape> = verbParametersSchemas[verb];
    options.registry.register({
      name: `${verb}-service`,
      title,
      description: `${description} Answers with the operation at once; follow it with get-operation.`,
      attributes: { readOnly: false, destructive, idempotent },
      schema: {
        input: () => parameters.extend(more).strict(),
        output: () => operationSchema,
      },
      action: ({ input, credentials }) =>
        withNextStep(async () => {
          const {
            entityRef,
            reason,
            precondition,
            acknowledged,
            idempotencyKey,
            ...rest
          } = input as z.infer<ZodObject<typeof more>>;
          const body = contract.createOperation.body.parse({
            verb,
            parameters: rest,
            reason,
            precondition,
            acknowledged,
          });
          const output = await options.services.createOperation({
            credentials,
            input: { params: entityParams(entityRef), query: {}, body },
            idempotencyKey,
          });
          return { output };
        }),
    });
  }
}
