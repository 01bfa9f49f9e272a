import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../../../errors';
import { UpstreamError } from '../../../upstreams';

/** What a person is told when lines cannot be had; other errors as they are. */
export function failureFor(error: unknown): unknown {
  if (!(error instanceof UpstreamError)) return error;
  const { kind, message, options } = error;
  return new ServiceManagerError(
    kind === 'bad-query' ? 400 : 503,
    kind === 'bad-query'
      ? errorCodes.invalidField
      : errorCodes.dependencyUnavailable,
    message,
    {
      field: kind === 'bad-query' ? 'query.logql' : undefined,
      nextStep: nextStepFor(error),
      retryAfterSeconds: error.passing
        ? Math.ceil((options.retryAfterMs ?? 5_000) / 1_000)
        : undefined,
      cause: error,
    },
  );
}

/** What helps against it. */
export function nextStepFor({ kind }: UpstreamError): string {
  switch (kind) {
    case 'too-much':
      return 'Ask for a shorter range, or for fewer pods.';
    case 'bad-query':
      return 'Correct the query.';
    case 'refused':
    case 'absent':
    case 'not-it':
      return 'Ask those who keep the configuration of this portal (service-manager.loki).';
    default:
      return 'It is tried again by itself.';
  }
}
