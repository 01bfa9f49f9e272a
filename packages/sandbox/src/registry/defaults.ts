import type { KubeObject } from '../types';

/** Sets what is absent; copies only what it changes. */
function fill<T extends object>(value: T | undefined, defaults: any): T {
  const result: any = { ...value };
  for (const [key, item] of Object.entries(defaults)) {
    if (result[key] === undefined || result[key] === null) result[key] = item;
  }
  return result;
}

const PROBE = {
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
};

function container(c: any): any {
  const tag = /:([^/@]+)$/.exec(c.image ?? '')?.[1];
  const result = fill<any>(c, {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy:
      (!tag || tag === 'latest') && !c.image?.includes('@')
        ? 'Always'
        : 'IfNotPresent',
  });
  if (c.ports) {
    result.ports = c.ports.map((p: any) => fill(p, { protocol: 'TCP' }));
  }
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    if (!c[name]) continue;
    const probe = fill<any>(c[name], PROBE);
    if (probe.httpGet) {
      probe.httpGet = fill(probe.httpGet, { path: '/', scheme: 'HTTP' });
    }
    result[name] = probe;
  }
  const { limits } = c.resources ?? {};
  if (limits) {
    result.resources = {
      ...c.resources,
      requests: fill(c.resources.requests, limits),
    };
  }
  return result;
}

export function podSpec(spec: any, restartPolicy = 'Always'): any {
  const result = fill<any>(spec, {
    restartPolicy,
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  });
  result.containers = (spec?.containers ?? []).map(container);
  if (spec?.initContainers) {
    result.initContainers = spec.initContainers.map(container);
  }
  if (spec?.serviceAccountName) {
    result.serviceAccount = spec.serviceAccountName;
  }
  return result;
}

const template = (t: any, restartPolicy?: string) => ({
  ...t,
  spec: podSpec(t?.spec, restartPolicy),
});

const jobSpec = (spec: any) => ({
  ...fill<any>(spec, {
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: 'TerminatingOrFailed',
    ...(spec.parallelism === undefined && spec.completions === undefined
      ? { completions: 1, parallelism: 1 }
      : { parallelism: 1 }),
  }),
  template: template(spec.template),
});

const SPECS: Record<string, (spec: any) => any> = {
  Deployment(spec) {
    const strategy = fill<any>(spec.strategy, { type: 'RollingUpdate' });
    if (strategy.type === 'RollingUpdate') {
      strategy.rollingUpdate = fill(strategy.rollingUpdate, {
        maxUnavailable: '25%',
        maxSurge: '25%',
      });
    }
    return {
      ...fill<any>(spec, {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      }),
      strategy,
      template: template(spec.template),
    };
  },
  ReplicaSet: spec => ({
    ...fill<any>(spec, { replicas: 1 }),
    template: template(spec.template),
  }),
  StatefulSet(spec) {
    const strategy = fill<any>(spec.updateStrategy, { type: 'RollingUpdate' });
    if (strategy.type === 'RollingUpdate') {
      strategy.rollingUpdate = fill(strategy.rollingUpdate, { partition: 0 });
    }
    return {
      ...fill<any>(spec, {
        replicas: 1,
        podManagementPolicy: 'OrderedReady',
        revisionHistoryLimit: 10,
        persistentVolumeClaimRetentionPolicy: {
          whenDeleted: 'Retain',
          whenScaled: 'Retain',
        },
      }),
      updateStrategy: strategy,
      template: template(spec.template),
    };
  },
  DaemonSet(spec) {
    const strategy = fill<any>(spec.updateStrategy, { type: 'RollingUpdate' });
    if (strategy.type === 'RollingUpdate') {
      strategy.rollingUpdate = fill(strategy.rollingUpdate, {
        maxUnavailable: 1,
        maxSurge: 0,
      });
    }
    return {
      ...fill<any>(spec, { revisionHistoryLimit: 10 }),
      updateStrategy: strategy,
      template: template(spec.template),
    };
  },
  Job: jobSpec,
  CronJob: spec => ({
    ...fill<any>(spec, {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    }),
    // A template of a Job is not defaulted but for its pods.
    jobTemplate: {
      metadata: {},
      ...spec.jobTemplate,
      spec: {
        ...spec.jobTemplate?.spec,
        template: template(spec.jobTemplate?.spec?.template),
      },
    },
  }),
  HorizontalPodAutoscaler: spec => fill(spec, { minReplicas: 1 }),
  Pod: spec => ({
    ...fill<any>(podSpec(spec), {
      enableServiceLinks: true,
      priority: 0,
      preemptionPolicy: 'PreemptLowerPriority',
      tolerations: ['not-ready', 'unreachable'].map(key => ({
        key: `node.kubernetes.io/${key}`,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: 300,
      })),
    }),
  }),
  Service: spec => ({
    ...fill<any>(spec, {
      type: 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
    }),
    ports: (spec.ports ?? []).map((p: any) =>
      fill(p, { protocol: 'TCP', targetPort: p.port }),
    ),
  }),
};

/** What the API server fills in where a manifest says nothing. */
export function withDefaults(object: KubeObject): KubeObject {
  const result = { ...object };
  if (object.kind === 'Secret') {
    result.type ??= 'Opaque';
    if (object.stringData) {
      const data = { ...object.data };
      for (const [key, value] of Object.entries(object.stringData)) {
        data[key] = Buffer.from(String(value)).toString('base64');
      }
      result.data = data;
      delete result.stringData;
    }
  }
  if (object.kind === 'Namespace') {
    result.spec ??= { finalizers: ['kubernetes'] };
    result.status ??= { phase: 'Active' };
    result.metadata = {
      ...object.metadata,
      labels: {
        ...object.metadata.labels,
        'kubernetes.io/metadata.name': object.metadata.name,
      },
    };
  }
  const fillSpec = SPECS[object.kind];
  if (fillSpec && object.spec) result.spec = fillSpec(object.spec);
  return result;
}
