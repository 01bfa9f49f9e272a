import type { ErrorCode } from '@vtasker/backstage-plugin-service-manager-common';

/**
 * An error that a person can act on: a stable code, the offending field, and
 * what to do next. Doors turn it into their own form; rooms only throw it.
 */
export class ServiceManagerError extends Error {
  readonly name = 'ServiceManagerError';
  readonly field?: string;
  readonly nextStep?: string;
  readonly retryAfterSeconds?: number;

  constructor(
    readonly status: 400 | 403 | 404 | 409 | 412 | 413 | 422 | 429 | 503,
    readonly code: ErrorCode,
    message: string,
    options: {
      field?: string;
      nextStep?: string;
      retryAfterSeconds?: number;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.field = options.field;
    this.nextStep = options.nextStep;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
