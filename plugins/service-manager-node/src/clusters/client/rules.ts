import { KubernetesError } from '../errors';
import type { KubernetesRequest } from '../types';

/**
 * A 429 has not been acted on by the server, so even a write may be sent
 * again. Anything else may have been, so only reads are.
 */
export function isRetryable(
  error: unknown,
  method: KubernetesRequest['method'],
): boolean {
  if (!(error instanceof KubernetesError)) {
    return false;
  }
  return (
    error.status === 429 ||
    (method === 'GET' &&
      error.reason !== 'CircuitOpen' &&
      countsAgainstCluster(error))
  );
}

/** Whether a failure says that the cluster, not the request, is unwell. */
export function countsAgainstCluster(error: unknown): boolean {
  return (
    error instanceof KubernetesError &&
    error.reason !== 'Aborted' &&
    (error.status === 0 || (error.status >= 500 && error.status !== 501))
  );
}

export function parseJson(cluster: string, text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    // The text is not repeated: it can be the content of a Secret.
    throw new KubernetesError({
      status: 0,
      reason: 'NetworkError',
      message: `cluster '${cluster}' sent something that is not JSON`,
    });
  }
}

export function bare(header: string): string {
  return header.replace(/^(Bearer|Basic) /, '') || header;
}
