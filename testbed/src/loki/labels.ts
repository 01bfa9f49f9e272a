import { LokiPod } from './LokiEndpoint';

/** The labels that promtail's and Alloy's usual configurations set in Kubernetes. */
export function kubernetesLabels(
  { namespace, pod, container, app, node, cluster }: LokiPod,
  stream: 'stdout' | 'stderr',
): Record<string, string> {
  return {
    namespace,
    pod,
    container,
    ...(app === undefined ? {} : { app }),
    job: `${namespace}/${app ?? container}`,
    ...(node === undefined ? {} : { node_name: node }),
    ...(cluster === undefined ? {} : { cluster }),
    stream,
  };
}
