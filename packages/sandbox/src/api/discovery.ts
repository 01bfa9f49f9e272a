import { groupVersionOf, type Resource } from '../registry';

const VERBS = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

const METRICS = ['nodes', 'pods'].map(name => ({
  name,
  singularName: '',
  namespaced: name === 'pods',
  kind: name === 'pods' ? 'PodMetrics' : 'NodeMetrics',
  verbs: ['get', 'list'],
}));

const SUBRESOURCE_KINDS: Record<string, object> = {
  scale: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
  eviction: { group: 'policy', version: 'v1', kind: 'Eviction' },
};

const SUBRESOURCE_VERBS: Record<string, string[]> = {
  eviction: ['create'],
  log: ['get'],
};

export const VERSION = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.3-sandbox',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: '',
  compiler: '',
  platform: 'linux/amd64',
};

function groups(resources: Resource[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { group, version } of resources) {
    if (group) found.set(group, version);
  }
  found.set('metrics.k8s.io', 'v1beta1');
  found.set('authorization.k8s.io', 'v1');
  return found;
}

function resourceList(resources: Resource[], group: string, version: string) {
  const groupVersion = group ? `${group}/${version}` : version;
  if (group === 'metrics.k8s.io') {
    return {
      kind: 'APIResourceList',
      apiVersion: 'v1',
      groupVersion,
      resources: METRICS,
    };
  }
  const list = resources
    .filter(r => r.group === group && r.version === version)
    .flatMap(r => [
      {
        name: r.plural,
        singularName: r.singular,
        namespaced: r.namespaced,
        kind: r.kind,
        verbs: VERBS,
        shortNames: r.shortNames,
        categories: r.categories,
      },
      ...r.subresources.map(sub => ({
        name: `${r.plural}/${sub}`,
        singularName: '',
        namespaced: r.namespaced,
        kind: r.kind,
        ...SUBRESOURCE_KINDS[sub],
        verbs: SUBRESOURCE_VERBS[sub] ?? ['get', 'patch', 'update'],
      })),
    ]);
  if (group === 'authorization.k8s.io') {
    list.push({
      name: 'selfsubjectaccessreviews',
      singularName: 'selfsubjectaccessreview',
      namespaced: false,
      kind: 'SelfSubjectAccessReview',
      verbs: ['create'],
      shortNames: [],
      categories: [],
    });
  }
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: list,
  };
}

/**
 * Only that strict validation and server-side apply are there: kubectl looks
 * for the parameters of PATCH and asks for no more.
 */
function openApi(resources: Resource[], group: string, version: string) {
  const paths: Record<string, unknown> = {};
  for (const r of resources) {
    if (r.group !== group || r.version !== version) continue;
    const root = r.group ? `/apis/${groupVersionOf(r)}` : '/api/v1';
    const scope = r.namespaced ? '/namespaces/{namespace}' : '';
    paths[`${root}${scope}/${r.plural}/{name}`] = {
      patch: {
        parameters: ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map(
          name => ({ name, in: 'query', schema: { type: 'string' } }),
        ),
        responses: { 200: { description: 'OK' } },
        'x-kubernetes-group-version-kind': {
          group: r.group,
          version: r.version,
          kind: r.kind,
        },
      },
    };
  }
  return {
    openapi: '3.0.0',
    info: { title: 'sandbox', version: VERSION.gitVersion },
    paths,
    components: { schemas: {} },
  };
}

/** Answers discovery; undefined when the path is none of it. */
export function discovery(path: string, resources: Resource[]): unknown {
  const parts = path.split('/').filter(Boolean);
  const known = groups(resources);
  const described = ([group, version]: [string, string]) => {
    const entry = { groupVersion: `${group}/${version}`, version };
    return { name: group, versions: [entry], preferredVersion: entry };
  };
  if (path === '/version') return VERSION;
  if (path === '/api') {
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [],
    };
  }
  if (path === '/api/v1') return resourceList(resources, '', 'v1');
  if (path === '/apis') {
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: [...known].map(described),
    };
  }
  if (parts[0] === 'apis' && parts.length <= 3 && known.has(parts[1])) {
    const version = known.get(parts[1])!;
    if (parts.length === 2) {
      return {
        kind: 'APIGroup',
        apiVersion: 'v1',
        ...described([parts[1], version]),
      };
    }
    if (parts[2] === version) return resourceList(resources, parts[1], version);
  }
  if (path === '/openapi/v3') {
    const versions = [
      'api/v1',
      ...[...known].map(([g, v]) => `apis/${g}/${v}`),
    ];
    return {
      paths: Object.fromEntries(
        versions.map(v => [v, { serverRelativeURL: `/openapi/v3/${v}` }]),
      ),
    };
  }
  if (path.startsWith('/openapi/v3/')) {
    const [, , root, group, version] = parts;
    return root === 'api'
      ? openApi(resources, '', 'v1')
      : openApi(resources, group, version);
  }
  return undefined;
}
