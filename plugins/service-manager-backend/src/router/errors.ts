import { randomUUID } from 'crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  ErrorCode,
  errorCodes,
} from '@vtasker/backstage-plugin-service-manager-common';
import { KubernetesError } from '@vtasker/backstage-plugin-service-manager-node';
import type { ErrorRequestHandler } from 'express';
import { ServiceManagerError } from '../errors';

/** What of an error leaves the backend. */
interface ErrorAnswer {
  status: number;
  name: string;
  code: ErrorCode;
  message: string;
  field?: string;
  nextStep?: string;
  retryAfterSeconds?: number;
  /** Finds an unexpected error in the log; nothing else of it is told. */
  reference?: string;
}

/** The end of the HTTP door for everything that went wrong. */
export function errorAnswers(options: {
  logger: LoggerService;
}): ErrorRequestHandler {
  return (error, req, res, next) => {
    if (res.headersSent) {
      next(error);
      return;
    }
    // Ended because the caller has gone: nobody to tell, and nothing is wrong.
    if (res.destroyed && error?.name === 'AbortError') return;
    const { status, ...told } = describeError(error, options.logger);
    if (told.retryAfterSeconds) {
      res.setHeader('Retry-After', told.retryAfterSeconds);
    }
    res.locals.errorCode = told.code;
    res.status(status).json({
      error: told,
      request: { method: req.method, url: req.originalUrl },
      response: { statusCode: status },
    });
  };
}

function describeError(error: unknown, logger: LoggerService): ErrorAnswer {
  if (error instanceof ServiceManagerError) {
    const { name, status, code, message } = error;
    const { field, nextStep, retryAfterSeconds } = error;
    return { status, name, code, message, field, nextStep, retryAfterSeconds };
  }
  if (error instanceof KubernetesError) return ofCluster(error);
  const known = ofFramework(error as Partial<FrameworkError>);
  if (known) return known;
  return unexpected(error, logger);
}

/** A cluster's answer that no room put into words of its own. */
function ofCluster(error: KubernetesError): ErrorAnswer {
  const { name, message, retryAfterSeconds } = error;
  if (error.status === 401 || error.status === 403) {
    return {
      status: 403,
      name,
      code: errorCodes.clusterForbidden,
      message: `The cluster does not allow it: ${message}`,
      nextStep:
        'Ask those who run the cluster for the rights that the README of the service manager lists.',
    };
  }
  if (error.status === 0 || error.status === 429 || error.status >= 500) {
    return {
      status: 503,
      name,
      code: errorCodes.clusterUnavailable,
      message: `The cluster did not answer: ${message}`,
      nextStep: 'Try again; the fleet page shows the state of each cluster.',
      retryAfterSeconds: retryAfterSeconds ?? 5,
    };
  }
  return {
    status: 422,
    name,
    code: errorCodes.clusterRejected,
    message: `The cluster refused it: ${message}`,
    field: error.causes[0]?.field,
    nextStep: 'Correct what the cluster names, and preview again.',
  };
}

interface FrameworkError {
  name: string;
  message: string;
  /** Set by body-parser. */
  type: string;
  status: number;
  statusCode: number;
  limit: number;
}

function ofFramework(error: Partial<FrameworkError>): ErrorAnswer | undefined {
  const name = 'ServiceManagerError';
  if (error?.type === 'entity.too.large') {
    return {
      status: 413,
      name,
      code: errorCodes.bodyTooLarge,
      message: `The body is larger than ${error.limit} bytes.`,
      field: 'body',
      nextStep: 'Send less: name fewer workloads in one request.',
    };
  }
  if (error?.type === 'entity.parse.failed') {
    return {
      status: 400,
      name,
      code: errorCodes.invalidField,
      message: `The body is not JSON: ${error.message}.`,
      field: 'body',
      nextStep: 'Send a JSON object.',
    };
  }
  if (error?.type || error instanceof URIError) {
    return {
      status: 400,
      name,
      code: errorCodes.invalidField,
      message: `The request cannot be read: ${error.message}.`,
      field: error.type ? 'body' : 'path',
      nextStep: 'Encode it as UTF-8, the path with percent signs.',
    };
  }
  if (error?.name === 'AuthenticationError') {
    return {
      status: 401,
      name: error.name,
      code: errorCodes.notAuthenticated,
      message: 'Your sign-in is missing or has ended.',
      nextStep: 'Sign in again.',
    };
  }
  if (error?.name === 'NotAllowedError') {
    return {
      status: 403,
      name: error.name,
      code: errorCodes.notAllowed,
      message: error.message ?? 'Not allowed.',
      nextStep: 'Use the credentials of a user or a service.',
    };
  }
  return undefined;
}

function unexpected(error: unknown, logger: LoggerService): ErrorAnswer {
  const reference = randomUUID();
  logger.error(
    `Unexpected error, reference ${reference}`,
    error instanceof Error ? error : new Error(String(error)),
  );
  const status = (error as { statusCode?: unknown })?.statusCode;
  const name = 'ServiceManagerError';
  // A ResponseError: the catalog or the permission backend did not do its part.
  if (
    (error as Error)?.name === 'ResponseError' &&
    typeof status === 'number'
  ) {
    return {
      status: 503,
      name,
      code: errorCodes.dependencyUnavailable,
      message: `Another part of the portal answered with ${status}.`,
      nextStep: `Try again; if it stays, look for ${reference} in the log of the backend.`,
      retryAfterSeconds: 5,
      reference,
    };
  }
  return {
    status: 500,
    name,
    code: errorCodes.internal,
    message: 'Something went wrong that was not foreseen.',
    nextStep: `Try again; if it stays, give the reference ${reference} to those who run the portal.`,
    reference,
  };
}
