import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';

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

const READ = new Set(['get', 'list', 'watch']);

/**
 * The rules of a ClusterRole in `deploy/rbac.yaml`: the rights that the product tells its users to give it. Suites that
 * act as `portal` so prove that they are enough.
 */
function shippedRules(role: string): PolicyRule[] {
  const file = resolve(__dirname, '..', '..', '..', 'deploy', 'rbac.yaml');
  const found = parseAllDocuments(readFileSync(file, 'utf8'))
    .map(document => document.toJS())
    .find(object => object?.metadata?.name === role);
  if (!found) {
    throw new Error(`${file} has no ClusterRole ${role}.`);
  }
  return found.rules;
}

/**
 * The people that every control plane has:
 * `admin` may do everything, `portal` what `deploy/rbac.yaml` says in all namespaces, `viewer` only reads of that, and
 * `narrow` has the same rights as `portal` in one namespace and none elsewhere (lists of a whole cluster are forbidden).
 *
 * @public
 */
export function defaultPeople(options: {
  impersonate: boolean;
  narrowNamespace: string;
}): Person[] {
  const rules = shippedRules('service-manager');
  return [
    { name: 'admin', groups: ['system:masters'] },
    {
      name: 'portal',
      clusterRules: options.impersonate
        ? [...rules, ...shippedRules('service-manager-impersonator')]
        : rules,
    },
    {
      name: 'viewer',
      clusterRules: rules
        .map(rule => ({
          ...rule,
          verbs: rule.verbs.filter(verb => READ.has(verb)),
        }))
        .filter(rule => rule.verbs.length > 0),
    },
    {
      name: 'narrow',
      namespaceRules: [{ namespace: options.narrowNamespace, rules }],
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
