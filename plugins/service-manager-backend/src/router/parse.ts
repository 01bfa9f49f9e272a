import {
  contract,
  errorCodes,
  logStreamContract,
  RouteName,
  StreamRouteName,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { Request } from 'express';
import type { ZodIssue, ZodTypeAny } from 'zod/v3';
import { ServiceManagerError } from '../errors';
import type { Call, StreamCall } from '../services';

const DOCUMENT = 'GET /api/service-manager/v1/openapi.json';

/**
 * Reads a request by its route's contract.
 *
 * @throws ServiceManagerError INVALID_FIELD or UNKNOWN_FIELD
 */
export function parseInput<R extends RouteName>(
  route: R,
  req: Request,
): Call<R>['input'] {
  const { params, query, body } = contract[route];
  return {
    params: parsePart('path', params, req.params),
    query: parsePart('query', query, req.query),
    body: parsePart('', body, req.method === 'GET' ? {} : readBody(req)),
  };
}

/** The same for a route that answers with a stream. */
export function parseStreamInput<R extends StreamRouteName>(
  route: R,
  req: Request,
): StreamCall<R>['input'] {
  const { params, query } = logStreamContract[route];
  return {
    params: parsePart('path', params, req.params),
    query: parsePart('query', query, req.query),
  };
}

function readBody(req: Request): unknown {
  const length = Number(req.headers['content-length'] ?? 0);
  const sent = length > 0 || req.headers['transfer-encoding'] !== undefined;
  if (sent && !req.is('application/json')) {
    throw new ServiceManagerError(
      400,
      errorCodes.invalidField,
      'The body is not declared to be JSON.',
      {
        field: 'Content-Type',
        nextStep: 'Send Content-Type: application/json.',
      },
    );
  }
  return req.body ?? {};
}

function parsePart(part: string, schema: ZodTypeAny, value: unknown): any {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // An unknown field matters most: it was perhaps meant as the missing one.
  const { issues } = result.error;
  const issue =
    issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  throw toError(part, issue);
}

function toError(part: string, issue: ZodIssue): ServiceManagerError {
  if (issue.code === 'unrecognized_keys') {
    const field = fieldName(part, [...issue.path, issue.keys[0]]);
    return new ServiceManagerError(
      400,
      errorCodes.unknownField,
      `${field} is not a field here.`,
      { field, nextStep: `Leave it out; ${DOCUMENT} tells the known ones.` },
    );
  }
  const field = fieldName(part, issue.path);
  return new ServiceManagerError(
    400,
    errorCodes.invalidField,
    `${field} is not valid: ${describe(issue)}.`,
    { field, nextStep: nextStep(issue) },
  );
}

function fieldName(part: string, path: Array<string | number>): string {
  const name = path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
  if (!part) return name || 'body';
  return name ? `${part}.${name}` : part;
}

function describe(issue: ZodIssue): string {
  if (issue.code === 'invalid_type' && issue.received === 'undefined') {
    return 'it is missing';
  }
  const { message } = issue;
  return `${message.charAt(0).toLocaleLowerCase('en-US')}${message.slice(1)}`;
}

function nextStep(issue: ZodIssue): string {
  switch (issue.code) {
    case 'too_big':
      return `Use at most ${issue.maximum}.`;
    case 'too_small':
      return `Use at least ${issue.minimum}.`;
    case 'invalid_union_discriminator':
      return `Use one of ${issue.options.join(', ')}.`;
    case 'invalid_enum_value':
      return `Use one of ${issue.options.join(', ')}.`;
    case 'invalid_string':
      return issue.validation === 'datetime'
        ? 'Use ISO 8601 with a time zone, as in 2026-01-31T18:00:00Z.'
        : `See ${DOCUMENT}.`;
    case 'invalid_type':
      return issue.received === 'undefined'
        ? 'Send it.'
        : `Send a value of the type ${issue.expected}.`;
    default:
      return `See ${DOCUMENT}.`;
  }
}
