import { createHash } from 'node:crypto';

/** One rule of a Role or ClusterRole, in Kubernetes' own shape. @public */
export interface PolicyRule {
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
  verbs: string[];
}

/**
 * Somebody the API server knows, and what they may do.
 *
 * @public
 */
export interface Person {
  /** The user name that the audit log shows, and the name of the kubeconfig context. */
  name: string;
  groups?: string[];
  /** Rights in the whole cluster. */
  clusterRules?: PolicyRule[];
  /** Rights in one namespace each. The namespaces are created. */
  namespaceRules?: { namespace: string; rules: PolicyRule[] }[];
}

const READ = ['get', 'list', 'watch'];

/** What a reader of workloads needs, in one namespace or in all. @public */
export const WORKLOAD_READ_RULES: PolicyRule[] = [
  {
    apiGroups: ['apps'],
    resources: [
      'deployments',
      'statefulsets',
      'daemonsets',
      'replicasets',
      'controllerrevisions',
    ],
    verbs: READ,
  },
  { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: READ },
  {
    apiGroups: [''],
    resources: ['pods', 'pods/log', 'services', 'configmaps', 'events'],
    verbs: READ,
  },
  {
    apiGroups: ['autoscaling'],
    resources: ['horizontalpodautoscalers'],
    verbs: READ,
  },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: READ },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: READ },
];

/** What a person needs to change workloads. @public */
export const WORKLOAD_WRITE_RULES: PolicyRule[] = [
  {
    apiGroups: ['apps'],
    resources: [
      'deployments',
      'deployments/scale',
      'statefulsets',
      'statefulsets/scale',
      'daemonsets',
    ],
    verbs: ['update', 'patch'],
  },
  {
    apiGroups: ['batch'],
    resources: ['cronjobs'],
    verbs: ['update', 'patch'],
  },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'delete'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
  { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
  {
    apiGroups: [''],
    resources: ['configmaps', 'secrets'],
    verbs: ['get', 'update', 'patch'],
  },
  {
    apiGroups: ['autoscaling'],
    resources: ['horizontalpodautoscalers'],
    verbs: ['update', 'patch'],
  },
];

const IMPERSONATE: PolicyRule = {
  apiGroups: [''],
  resources: ['users', 'groups'],
  verbs: ['impersonate'],
};

const CLUSTER_READ: PolicyRule = {
  apiGroups: [''],
  resources: ['namespaces', 'nodes'],
  verbs: READ,
};

/**
 * The people that every control plane has:
 * `admin` may do everything, `portal` what the product needs in all namespaces, `viewer` only reads,
 * and `narrow` has rights in one namespace and none elsewhere (lists of a whole cluster are forbidden).
 *
 * @public
 */
export function defaultPeople(options: {
  impersonate: boolean;
  narrowNamespace: string;
}): Person[] {
  return [
    { name: 'admin', groups: ['system:masters'] },
    {
      name: 'portal',
      clusterRules: [
        ...WORKLOAD_READ_RULES,
        ...WORKLOAD_WRITE_RULES,
        CLUSTER_READ,
        ...(options.impersonate ? [IMPERSONATE] : []),
      ],
    },
    { name: 'viewer', clusterRules: [...WORKLOAD_READ_RULES, CLUSTER_READ] },
    {
      name: 'narrow',
      namespaceRules: [
        {
          namespace: options.narrowNamespace,
          rules: [...WORKLOAD_READ_RULES, ...WORKLOAD_WRITE_RULES],
        },
      ],
    },
  ];
}

/** Programs of the control plane itself. Their requests are not in the audit log. */
export const CONTROL_PLANE_USERS: Person[] = [
  { name: 'testbed-controllers', groups: ['system:masters'] },
  { name: 'testbed-scheduler', groups: ['system:masters'] },
  { name: 'testbed-kwok', groups: ['system:masters'] },
];

/** The API server's `--token-auth-file`. */
export function tokenFile(
  people: { name: string; token: string; groups?: string[] }[],
): string {
  return `${people
    .map(person => {
      const uid = createHash('sha256')
        .update(person.name)
        .digest('hex')
        .slice(0, 12);
      const groups = (person.groups ?? []).join(',');
      return `${person.token},${person.name},${uid}${
        groups ? `,"${groups}"` : ''
      }`;
    })
    .join('\n')}\n`;
}

/** The namespaces, roles and bindings that give a person their rights. */
export function rightsOf(person: Person): KubeManifest[] {
  const subjects = [
    { kind: 'User', name: person.name, apiGroup: 'rbac.authorization.k8s.io' },
  ];
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const name = `testbed:${person.name}`;
  const objects: KubeManifest[] = [];
  if (person.clusterRules) {
    objects.push(
      {
        apiVersion,
        kind: 'ClusterRole',
        metadata: { name },
        rules: person.clusterRules,
      },
      {
        apiVersion,
        kind: 'ClusterRoleBinding',
        metadata: { name },
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'ClusterRole',
          name,
        },
        subjects,
      },
    );
  }
  for (const { namespace, rules } of person.namespaceRules ?? []) {
    objects.push(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      { apiVersion, kind: 'Role', metadata: { name, namespace }, rules },
      {
        apiVersion,
        kind: 'RoleBinding',
        metadata: { name, namespace },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
        subjects,
      },
    );
  }
  return objects;
}

/** Any Kubernetes object, as far as the testbed looks into it. @public */
export interface KubeManifest {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [field: string]: unknown;
  };
  [field: string]: any;
}
