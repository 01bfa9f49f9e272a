import { z } from 'zod/v3';
import {
  clusterHealthSchema,
  operationRequestSchema,
  operationSchema,
  previewSchema,
  revisionSchema,
  serviceSchema,
  serviceSummarySchema,
  statusStateSchema,
  verbParametersSchemas,
} from '../model';
import { alertsContract } from './alerts';
import { logContract } from './logs';
import { metricsContract } from './metrics';
import { entityParams, none } from './parts';
import type { RouteName } from './routes';

const operationParams = z.object({ id: z.string().min(1).max(64) }).strict();
const commas = (what: string) =>
  z.string().max(2000).optional().describe(`${what}, separated by commas`);
const fields = commas('Only these top-level fields');
const page = {
  limit: z.coerce.number().int().min(1).max(5000).optional(),
  cursor: z.string().max(500).optional(),
};

const reason = z
  .string()
  .trim()
  .max(500)
  .optional()
  .describe('Why, for those who read the history');

const request = <V extends keyof typeof verbParametersSchemas>(verb: V) =>
  z.object({ verb: z.literal(verb), parameters: verbParametersSchemas[verb] });
const precondition = z
  .string()
  .max(200)
  .optional()
  .describe('From the preview: act only on what was previewed');
const operationBody = {
  reason,
  precondition,
  acknowledged: z
    .array(z.string().max(100))
    .max(50)
    .optional()
    .describe('Codes of the guards that the person has seen'),
};

/**
 * What every route takes and answers: the one source of validation, of the
 * OpenAPI document, and of the typed client.
 *
 * @public
 */
export const contract = {
  listServices: {
    summary: 'The services that the caller may read',
    params: none,
    query: z
      .object({
        ...page,
        fields,
        search: z.string().max(200).optional(),
        owner: commas('Owner entity refs'),
        system: commas('System entity refs'),
        state: commas(`States (${statusStateSchema.options.join(', ')})`),
        clusters: commas('Show only services seen in these clusters'),
        orderBy: z
          .enum(['name', 'state', 'owner', 'system', 'restarts'])
          .optional(),
      })
      .strict(),
    body: none,
    response: z.object({
      items: z.array(serviceSummarySchema),
      totalItems: z.number().int(),
      nextCursor: z.string().optional(),
    }),
  },
  getService: {
    summary: 'A service with its workloads, status and operations',
    params: entityParams,
    query: z.object({ fields }).strict(),
    body: none,
    response: serviceSchema,
  },
  listRevisions: {
    summary: 'The revisions that a workload can be rolled back to',
    params: entityParams,
    query: z.object({ workload: z.string().max(64).optional() }).strict(),
    body: none,
    response: z.object({ items: z.array(revisionSchema) }),
  },
  listOperations: {
    summary: 'The operations on a service, newest first',
    params: entityParams,
    query: z.object(page).strict(),
    body: none,
    response: z.object({
      items: z.array(operationSchema),
      nextCursor: z.string().optional(),
    }),
  },
  previewOperation: {
    summary: 'What an operation would do, without doing it',
    params: entityParams,
    query: none,
    body: operationRequestSchema,
    response: previewSchema,
  },
  createOperation: {
    summary: 'Run an operation; it is followed until the cluster shows it',
    params: entityParams,
    query: none,
    body: z.discriminatedUnion('verb', [
      request('start').extend(operationBody).strict(),
      request('stop').extend(operationBody).strict(),
      request('restart').extend(operationBody).strict(),
      request('scale').extend(operationBody).strict(),
      request('pause').extend(operationBody).strict(),
      request('resume').extend(operationBody).strict(),
      request('rollback').extend(operationBody).strict(),
      request('deploy').extend(operationBody).strict(),
    ]),
    response: operationSchema,
  },
  getOperation: {
    summary: 'One operation',
    params: operationParams,
    query: none,
    body: none,
    response: operationSchema,
  },
  cancelOperation: {
    summary: 'Stop following an operation and put back what it changed so far',
    params: operationParams,
    query: none,
    body: none,
    response: operationSchema,
  },
  undoOperation: {
    summary: 'Run the inverse of an operation',
    params: operationParams,
    query: none,
    body: z.object({ reason }).strict(),
    response: operationSchema,
  },
  listClusters: {
    summary: 'The clusters and how fresh they are',
    params: none,
    query: none,
    body: none,
    response: z.object({ items: z.array(clusterHealthSchema) }),
  },
  ...logContract,
  ...metricsContract,
  ...alertsContract,
} satisfies Record<
  RouteName,
  {
    summary: string;
    params: z.ZodTypeAny;
    query: z.ZodTypeAny;
    body: z.ZodTypeAny;
    response: z.ZodTypeAny;
  }
>;

/** @public */
export type Contract = {
  [R in RouteName]: {
    params: z.input<(typeof contract)[R]['params']>;
    query: z.input<(typeof contract)[R]['query']>;
    body: z.input<(typeof contract)[R]['body']>;
    response: z.output<(typeof contract)[R]['response']>;
  };
};
