import {
  contract,
  operationRequestSchema,
  operationSchema,
  previewSchema,
  serviceSchema,
  verbParametersSchemas,
  verbSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import { InputError } from '@backstage/errors';
import { z } from 'zod/v3';
import {
  entityParams,
  entityRefField,
  reasonField,
  withNextStep,
} from './input';
import type { ActionsOptions } from './types';

const reads = { readOnly: true, destructive: false, idempotent: true };
const id = z.string().min(1).max(64).describe('Id of the operation');

/** The actions that read, preview, undo and cancel. */
export function registerServiceActions(options: ActionsOptions): void {
  const { registry, services } = options;
  registry.register({
    name: 'list-services',
    title: 'List services',
    description:
      'Lists the services that the caller may read, with their status, ready pods, versions and last operation. Filter by owner, system, state or cluster.',
    attributes: reads,
    schema: {
      input: () => contract.listServices.query.omit({ fields: true }),
      output: () => contract.listServices.response,
    },
    action: ({ input, credentials }) =>
      withNextStep(async () => ({
        output: await services.listServices({
          credentials,
          input: { params: {}, query: input, body: {} },
        }),
      })),
  });
  registry.register({
    name: 'get-service',
    title: 'Get service',
    description:
      'One service: its status with reason and evidence, workloads and pods, events, dependencies, what the caller may do, and its operations.',
    attributes: reads,
    schema: {
      input: () => z.object({ entityRef: entityRefField }).strict(),
      output: () => serviceSchema,
    },
    action: ({ input, credentials }) =>
      withNextStep(async () => ({
        output: await services.getService({
          credentials,
          input: { params: entityParams(input.entityRef), query: {}, body: {} },
        }),
      })),
  });
  registry.register({
    name: 'list-service-revisions',
    title: 'List revisions',
    description: 'The revisions that a workload of a service can go back to.',
    attributes: reads,
    schema: {
      input: () =>
        contract.listRevisions.query
          .extend({ entityRef: entityRefField })
          .strict(),
      output: () => contract.listRevisions.response,
    },
    action: ({ input: { entityRef, ...query }, credentials }) =>
      withNextStep(async () => ({
        output: await services.listRevisions({
          credentials,
          input: { params: entityParams(entityRef), query, body: {} },
        }),
      })),
  });
  registerOperationActions(options);
}

function registerOperationActions({ registry, services }: ActionsOptions) {
  registry.register({
    name: 'list-operations',
    title: 'List operations',
    description: 'The operations on a service, newest first.',
    attributes: reads,
    schema: {
      input: () =>
        contract.listOperations.query
          .extend({ entityRef: entityRefField })
          .strict(),
      output: () => contract.listOperations.response,
    },
    action: ({ input: { entityRef, ...query }, credentials }) =>
      withNextStep(async () => ({
        output: await services.listOperations({
          credentials,
          input: { params: entityParams(entityRef), query, body: {} },
        }),
      })),
  });
  registry.register({
    name: 'get-operation',
    title: 'Get operation',
    description: 'One operation with its steps and outcome.',
    attributes: reads,
    schema: {
      input: () => z.object({ id }).strict(),
      output: () => operationSchema,
    },
    action: ({ input, credentials }) =>
      withNextStep(async () => ({
        output: await services.getOperation({
          credentials,
          input: { params: input, query: {}, body: {} },
        }),
      })),
  });
  registry.register({
    name: 'preview-operation',
    title: 'Preview operation',
    description:
      'What a verb would change, field by field, and what to take care of, without doing it.',
    attributes: reads,
    schema: {
      input: () =>
        z
          .object({
            entityRef: entityRefField,
            verb: verbSchema,
            parameters: z
              .record(z.unknown())
              .optional()
              .describe(
                `Of the verb: ${Object.entries(verbParametersSchemas)
                  .map(([verb, { shape }]) => `${verb} (${Object.keys(shape)})`)
                  .join(', ')}`,
              ),
          })
          .strict(),
      output: () => previewSchema,
    },
    action: ({ input: { entityRef, verb, parameters = {} }, credentials }) =>
      withNextStep(async () => {
        const body = operationRequestSchema.safeParse({ verb, parameters });
        if (!body.success) {
          throw new InputError('parameters are not valid', body.error);
        }
        return {
          output: await services.previewOperation({
            credentials,
            input: {
              params: entityParams(entityRef),
              query: {},
              body: body.data,
            },
          }),
        };
      }),
  });
  registry.register({
    name: 'undo-operation',
    title: 'Undo operation',
    description: 'Runs the inverse of an operation.',
    attributes: { readOnly: false, destructive: true, idempotent: true },
    schema: {
      input: () => z.object({ id, reason: reasonField }).strict(),
      output: () => operationSchema,
    },
    action: ({ input: { id: operation, reason }, credentials }) =>
      withNextStep(async () => ({
        output: await services.undoOperation({
          credentials,
          input: { params: { id: operation }, query: {}, body: { reason } },
        }),
      })),
  });
  registry.register({
    name: 'cancel-operation',
    title: 'Cancel operation',
    description:
      'Stops following an operation and puts back what it changed so far.',
    attributes: { readOnly: false, destructive: true, idempotent: true },
    schema: {
      input: () => z.object({ id }).strict(),
      output: () => operationSchema,
    },
    action: ({ input, credentials }) =>
      withNextStep(async () => ({
        output: await services.cancelOperation({
          credentials,
          input: { params: input, query: {}, body: {} },
        }),
      })),
  });
}
