import type { LogRecord } from '@vtasker/backstage-plugin-service-manager-common';
import type {
  Cluster,
  KubernetesError,
} from '@vtasker/backstage-plugin-service-manager-node';
import type { Pod } from '../../../workloads';
import { instanceOf, logPath, PodContainer } from './containers';
import type { ContainerNow } from './whatNext';

/** Asks the cluster itself: what the watch cache has can be seconds old. */
export async function lookUp(
  cluster: Cluster,
  container: PodContainer,
  signal: AbortSignal,
): Promise<ContainerNow> {
  let pod: Pod;
  try {
    pod = await cluster.request<Pod>({
      method: 'GET',
      path: logPath(container).replace(/\/log$/, ''),
      signal,
    });
  } catch (error) {
    if ((error as KubernetesError).status === 404) return { gone: true };
    throw error;
  }
  // A StatefulSet gives its new pod the same name.
  if (pod.metadata.uid !== container.uid) return { gone: true };
  const status = [
    ...(pod.status.initContainerStatuses ?? []),
    ...(pod.status.containerStatuses ?? []),
  ].find(({ name }) => name === container.container);
  return instanceOf(status, pod.status.phase);
}

export type LogFailure = Extract<LogRecord, { type: 'error' }>;

/** What viewers are told of a failure; undefined: nothing, or not yet. */
export function failureOf(
  error: unknown,
  pod: string,
  failures: number,
  retryInMs: number,
): LogFailure | undefined {
  const { status, message } = error as KubernetesError;
  // Nothing written yet.
  if (status === 400 || status === 404) return undefined;
  const forbidden = status === 401 || status === 403;
  // A connection that broke is mostly back before anybody could read of it.
  if (!forbidden && failures < 2) return undefined;
  return {
    type: 'error',
    code: forbidden ? 'CLUSTER_FORBIDDEN' : 'CLUSTER_UNAVAILABLE',
    message: `The lines of ${pod} cannot be read: ${message}`,
    nextStep: forbidden
      ? 'Ask those who run the cluster for the right to get pods/log.'
      : undefined,
    retryInMs,
  };
}
