/** Small workloads, labelled `app: <name>`, for the suites of this room. */
export interface WorkloadOptions {
  replicas?: number;
  image?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  containers?: Array<{ name: string; image: string }>;
  spec?: Record<string, unknown>;
}

function template(app: string, options: WorkloadOptions) {
  return {
    metadata: { labels: { app } },
    spec: {
      containers: options.containers ?? [
        { name: 'main', image: options.image ?? 'example/main:1.0.0' },
      ],
    },
  };
}

function workload(
  kind: string,
  namespace: string,
  name: string,
  options: WorkloadOptions,
) {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: {
      name,
      namespace,
      labels: { service: 'web', ...options.labels },
      annotations: options.annotations,
    },
    spec: {
      selector: { matchLabels: { app: name } },
      template: template(name, options),
      ...(kind !== 'DaemonSet' && { replicas: options.replicas ?? 1 }),
      ...options.spec,
    } as any,
  };
}

export function deployment(
  namespace: string,
  name: string,
  options: WorkloadOptions = {},
) {
  return workload('Deployment', namespace, name, options);
}

export function statefulSet(
  namespace: string,
  name: string,
  options: WorkloadOptions = {},
) {
  const object = workload('StatefulSet', namespace, name, options);
  object.spec.serviceName = name;
  return object;
}

export function daemonSet(
  namespace: string,
  name: string,
  options: WorkloadOptions = {},
) {
  return workload('DaemonSet', namespace, name, options);
}

export function cronJob(
  namespace: string,
  name: string,
  options: { suspend?: boolean } = {},
) {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, namespace, labels: { service: 'web' } },
    spec: {
      schedule: '0 3 1 1 *',
      suspend: options.suspend ?? false,
      jobTemplate: {
        spec: {
          template: {
            spec: {
              restartPolicy: 'Never',
              containers: [{ name: 'main', image: 'example/report:1.0.0' }],
            },
          },
        },
      },
    },
  };
}

export function autoscaler(
  namespace: string,
  target: string,
  bounds: { min: number; max: number },
) {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: `${target}-hpa`, namespace },
    spec: {
      scaleTargetRef: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        name: target,
      },
      minReplicas: bounds.min,
      maxReplicas: bounds.max,
      metrics: [
        {
          type: 'Resource',
          resource: {
            name: 'cpu',
            target: { type: 'Utilization', averageUtilization: 80 },
          },
        },
      ],
    },
  };
}

export function scaledObject(
  namespace: string,
  target: string,
  annotations?: Record<string, string>,
) {
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: `${target}-keda`, namespace, annotations },
    spec: {
      scaleTargetRef: { name: target },
      minReplicaCount: 1,
      maxReplicaCount: 4,
      triggers: [{ type: 'cron', metadata: {} }],
    },
  };
}

/** As much of KEDA's own definition as an API server needs. */
export const scaledObjectDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'scaledobjects.keda.sh' },
  spec: {
    group: 'keda.sh',
    names: {
      kind: 'ScaledObject',
      listKind: 'ScaledObjectList',
      plural: 'scaledobjects',
      singular: 'scaledobject',
      shortNames: ['so'],
    },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            'x-kubernetes-preserve-unknown-fields': true,
          },
        },
      },
    ],
  },
};
