import { KubernetesError } from '@vtasker/backstage-plugin-service-manager-node';
import { ServiceManagerError } from '../../errors';

const RBAC = /cannot \w+ resource|cannot impersonate/;

/**
 * A cluster's refusal in terms that a person can act on, with the API's own
 * words and field. Anything else is passed on as it is.
 */
export function refusal(
  error: unknown,
  about: { cluster: string; object: string },
): unknown {
  if (!(error instanceof Error) || error.name !== 'KubernetesError') {
    return error;
  }
  const { status, causes, message, retryAfterSeconds } =
    error as KubernetesError;
  const options = { cause: error, field: causes?.[0]?.field };
  if (status === 401 || (status === 403 && RBAC.test(message))) {
    return new ServiceManagerError(
      403,
      'CLUSTER_FORBIDDEN',
      `The cluster ${about.cluster} does not allow it: ${message}`,
      {
        ...options,
        nextStep: `Ask who runs ${about.cluster} to grant the right that is named.`,
      },
    );
  }
  if (status === 404) {
    return new ServiceManagerError(
      404,
      'WORKLOAD_NOT_FOUND',
      `${about.object} is no longer in the cluster ${about.cluster}: ${message}`,
      { ...options, nextStep: 'Load the page again to see what is there now.' },
    );
  }
  if (status === 409) {
    return new ServiceManagerError(
      409,
      'PRECONDITION_FAILED',
      `${about.object} was changed at the same moment: ${message}`,
      { ...options, nextStep: 'Preview again and see what changed.' },
    );
  }
  if (status === 0 || status === 429 || status >= 500) {
    return new ServiceManagerError(
      503,
      'CLUSTER_UNAVAILABLE',
      `The cluster ${about.cluster} did not answer: ${message}`,
      {
        ...options,
        retryAfterSeconds: retryAfterSeconds ?? 10,
        nextStep: 'Try again; the fleet page shows the state of the cluster.',
      },
    );
  }
  // 403 without RBAC's words is a quota or an admission webhook.
  return new ServiceManagerError(
    422,
    'CLUSTER_REJECTED',
    `The cluster ${about.cluster} refuses it: ${message}`,
    {
      ...options,
      nextStep: 'Change what the message names, then preview again.',
    },
  );
}
