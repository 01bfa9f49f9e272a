import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../errors';
import { UpstreamError } from './UpstreamError';

/**
 * An upstream's failure as it is answered where there is nothing else to show.
 * What it says about the question names the field that holds the question.
 */
export function refusalOf(
  error: UpstreamError,
  field: string,
): ServiceManagerError {
  const { kind, message, options } = error;
  switch (kind) {
    case 'bad-query':
      return new ServiceManagerError(400, errorCodes.invalidField, message, {
        field,
        nextStep: 'Correct the query.',
        cause: error,
      });
    case 'too-much':
      return new ServiceManagerError(422, errorCodes.invalidField, message, {
        field,
        nextStep: 'Ask for less: a shorter range, or fewer series.',
        cause: error,
      });
    default:
      return new ServiceManagerError(
        503,
        errorCodes.dependencyUnavailable,
        message,
        {
          nextStep: error.passing
            ? 'Try again in a moment.'
            : 'Tell those who run the portal: its configuration of service-manager does not fit.',
          retryAfterSeconds: error.passing
            ? Math.ceil((options.retryAfterMs ?? 5_000) / 1000)
            : undefined,
          cause: error,
        },
      );
  }
}
