import type { WorkloadKind } from '@vtasker/backstage-plugin-service-manager-common';

const RESOURCES: Record<string, [group: string, resource: string]> = {
  Deployment: ['apis/apps/v1', 'deployments'],
  StatefulSet: ['apis/apps/v1', 'statefulsets'],
  DaemonSet: ['apis/apps/v1', 'daemonsets'],
  ReplicaSet: ['apis/apps/v1', 'replicasets'],
  ControllerRevision: ['apis/apps/v1', 'controllerrevisions'],
  CronJob: ['apis/batch/v1', 'cronjobs'],
  Job: ['apis/batch/v1', 'jobs'],
  Pod: ['api/v1', 'pods'],
  ScaledObject: ['apis/keda.sh/v1alpha1', 'scaledobjects'],
};

export type PlacedKind =
  | WorkloadKind
  | 'ReplicaSet'
  | 'ControllerRevision'
  | 'Pod'
  | 'ScaledObject';

/** The path of a collection in the API. */
export function collectionPath(kind: PlacedKind, namespace: string): string {
  const [group, resource] = RESOURCES[kind];
  return `/${group}/namespaces/${encodeURIComponent(namespace)}/${resource}`;
}

/** The path of an object in the API. */
export function objectPath(
  kind: PlacedKind,
  namespace: string,
  name: string,
): string {
  return `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}`;
}
