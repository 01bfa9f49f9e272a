export const NAMESPACE = 'contract';

export const core = (plural: string) =>
  `/api/v1/namespaces/${NAMESPACE}/${plural}`;
export const apps = (plural: string) =>
  `/apis/apps/v1/namespaces/${NAMESPACE}/${plural}`;
export const batch = (plural: string) =>
  `/apis/batch/v1/namespaces/${NAMESPACE}/${plural}`;

const template = (name: string, image: string) => ({
  metadata: { labels: { app: name } },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'main', image }],
  },
});

export function workload(
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet',
  name: string,
  spec: object = {},
  image = `shop/${name}:1.0`,
): any {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, labels: { app: name } },
    spec: {
      selector: { matchLabels: { app: name } },
      template: template(name, image),
      ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
      ...spec,
    },
  };
}

export const deployment = (name: string, spec?: object, image?: string) =>
  workload('Deployment', name, spec, image);

export const configMap = (name: string, data: object = {}, labels = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels },
  data,
});

/** kubectl's test of a finished rollout. */
export function rolledOut({ metadata, spec, status }: any): boolean {
  return (
    status?.observedGeneration >= metadata.generation &&
    (status.updatedReplicas ?? 0) >= spec.replicas &&
    (status.replicas ?? 0) <= (status.updatedReplicas ?? 0) &&
    (status.availableReplicas ?? 0) >= (status.updatedReplicas ?? 0)
  );
}
