import {
  clusterHealthSchema,
  contract,
  errorCodes,
  logRecordSchema,
  logStreamContract,
  logStreamRoutes,
  operationSchema,
  previewSchema,
  revisionSchema,
  RouteName,
  routes,
  serviceSchema,
  serviceSummarySchema,
  statusSchema,
  StreamRouteName,
  workloadViewSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import { z, ZodTypeAny } from 'zod/v3';
import { ignoreOverride, zodToJsonSchema } from 'zod-to-json-schema';

type JsonSchema = Record<string, any>;

/** Schemas that get a name of their own, for those who generate clients. */
const components: Record<string, ZodTypeAny> = {
  ClusterHealth: clusterHealthSchema,
  LogRecord: logRecordSchema,
  Operation: operationSchema,
  Preview: previewSchema,
  Revision: revisionSchema,
  Service: serviceSchema,
  ServiceSummary: serviceSummarySchema,
  Status: statusSchema,
  WorkloadView: workloadViewSchema,
  Error: z.object({
    error: z.object({
      name: z.string(),
      code: z.nativeEnum(errorCodes),
      message: z.string(),
      field: z.string().optional().describe('The input that is at fault'),
      nextStep: z.string().optional().describe('What to do about it'),
      retryAfterSeconds: z
        .number()
        .int()
        .optional()
        .describe('As the header Retry-After says it'),
      reference: z
        .string()
        .optional()
        .describe('Finds an unexpected error in the log'),
    }),
    request: z.object({ method: z.string(), url: z.string() }).optional(),
    response: z.object({ statusCode: z.number().int() }),
  }),
};

const failures: Record<string, string> = {
  400: 'The request is not valid; `field` names the input',
  401: 'Not signed in',
  403: 'Not allowed; the next step says whom to ask',
  404: 'It does not exist, or the caller may not see it',
  409: 'It conflicts with what is the case now',
  412: 'What was previewed has changed since',
  413: 'The body is larger than 100 kB',
  422: 'The service, or its cluster, does not allow it',
  429: 'Too many changes, previews or open logs; Retry-After says when to try again',
  503: 'A cluster or another part of the portal does not answer',
};

/** What can go wrong by method; a GET changes and sends nothing. */
const failuresOf = {
  GET: [400, 401, 403, 404, 422, 503],
  POST: [400, 401, 403, 404, 409, 412, 413, 422, 429, 503],
};

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Repeating the request with the same key and body does it once; another body with the same key is refused',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
};

const ifNoneMatch = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The ETag of the answer that the caller holds',
  schema: { type: 'string' },
};

const nameOf = new Map<unknown, string>(
  Object.entries(components).map(([name, schema]) => [schema._def, name]),
);

let made: JsonSchema | undefined;

/** The OpenAPI 3 document, made from the contract. */
export function openApiDocument(): JsonSchema {
  made ??= makeDocument();
  return made;
}

function makeDocument(): JsonSchema {
  const paths: JsonSchema = {};
  for (const name of Object.keys(routes) as RouteName[]) {
    const { method, path } = routes[name];
    const place = path.replace(/:(\w+)/g, '{$1}');
    paths[place] ??= {};
    paths[place][method.toLocaleLowerCase('en-US')] = describeRoute(name);
  }
  for (const name of Object.keys(logStreamRoutes) as StreamRouteName[]) {
    const { path } = logStreamRoutes[name];
    paths[path.replace(/:(\w+)/g, '{$1}')] = { get: describeStream(name) };
  }
  return {
    openapi: '3.0.3',
    info: {
      title: 'Service manager',
      version: '1',
      description: 'Runs services from their catalog entities.',
      license: { name: 'Apache-2.0' },
    },
    servers: [{ url: '/api/service-manager/v1' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: componentSchemas(),
    },
  };
}

function describeRoute(name: RouteName): JsonSchema {
  const { summary, params, query, body, response } = contract[name];
  const { method } = routes[name];
  const parameters = [
    ...parametersOf('path', params),
    ...parametersOf('query', query),
  ];
  if (name === 'createOperation' || name === 'undoOperation') {
    parameters.push(idempotencyKey);
  }
  if (method === 'GET') parameters.push(ifNoneMatch);
  return {
    operationId: name,
    summary,
    parameters,
    ...(method === 'POST' && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: toSchema(body) } },
      },
    }),
    responses: {
      200: {
        description: 'OK',
        ...(method === 'GET' && {
          headers: { ETag: { schema: { type: 'string' } } },
        }),
        content: { 'application/json': { schema: toSchema(response) } },
      },
      ...(method === 'GET' && {
        304: { description: 'The caller holds this answer already' },
      }),
      ...failuresFor(failuresOf[method]),
    },
  };
}

function describeStream(name: StreamRouteName): JsonSchema {
  const { summary, params, query } = logStreamContract[name];
  const lines = { schema: { $ref: '#/components/schemas/LogRecord' } };
  return {
    operationId: name,
    summary,
    parameters: [
      ...parametersOf('path', params),
      ...parametersOf('query', query),
    ],
    responses: {
      200: {
        description: 'One record a line',
        content: {
          'application/x-ndjson': lines,
          ...(name === 'downloadLogs' && {
            'text/plain': { schema: { type: 'string' } },
          }),
        },
      },
      ...failuresFor([...failuresOf.GET, 429]),
    },
  };
}

function failuresFor(statuses: number[]): JsonSchema {
  return Object.fromEntries(
    statuses.map(status => [
      status,
      {
        description: failures[status],
        content: {
          'application/json': {
            schema: { $ref: '#/components/schemas/Error' },
          },
        },
      },
    ]),
  );
}

function parametersOf(place: 'path' | 'query', schema: ZodTypeAny) {
  const { properties = {}, required = [] } = toSchema(schema);
  return Object.entries<JsonSchema>(properties).map(
    ([name, { description, ...rest }]) => ({
      name,
      in: place,
      required: required.includes(name),
      ...(description && { description }),
      schema: rest,
    }),
  );
}

/** A schema in which the named ones are references. */
function toSchema(schema: ZodTypeAny, self?: string): JsonSchema {
  const result: JsonSchema = zodToJsonSchema(schema, {
    target: 'openApi3',
    $refStrategy: 'none',
    override(def) {
      const name = nameOf.get(def);
      return name && name !== self
        ? { $ref: `#/components/schemas/${name}` }
        : ignoreOverride;
    },
  });
  delete result.$schema;
  return result;
}

function componentSchemas(): JsonSchema {
  return Object.fromEntries(
    Object.entries(components).map(([name, schema]) => [
      name,
      toSchema(schema, name),
    ]),
  );
}
