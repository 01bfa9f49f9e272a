import { typeOfKind, type SchemaType } from '../schema';

/** A resource that is served. */
export interface Resource {
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  namespaced: boolean;
  shortNames: string[];
  categories: string[];
  /** Of status, scale, eviction, log. */
  subresources: string[];
  /** Its key in the store: `pods`, `apps/deployments`. */
  key: string;
  type: SchemaType;
  /** A custom resource: no strategic merge, no strict decoding. */
  custom: boolean;
}

type Row = [
  groupVersion: string,
  kind: string,
  plural: string,
  shortNames: string,
  subresources: string,
  options?: { cluster?: true; all?: true; custom?: true },
];

const ROWS: Row[] = [
  ['v1', 'Namespace', 'namespaces', 'ns', 'status', { cluster: true }],
  ['v1', 'Node', 'nodes', 'no', 'status', { cluster: true }],
  ['v1', 'Pod', 'pods', 'po', 'status,eviction,log', { all: true }],
  ['v1', 'Service', 'services', 'svc', 'status', { all: true }],
  ['v1', 'ConfigMap', 'configmaps', 'cm', ''],
  ['v1', 'Secret', 'secrets', '', ''],
  ['v1', 'ServiceAccount', 'serviceaccounts', 'sa', ''],
  ['v1', 'Event', 'events', 'ev', ''],
  ['v1', 'ResourceQuota', 'resourcequotas', 'quota', 'status'],
  ['v1', 'LimitRange', 'limitranges', 'limits', ''],
  ['v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', 'pvc', 'status'],
  [
    'apps/v1',
    'Deployment',
    'deployments',
    'deploy',
    'status,scale',
    { all: true },
  ],
  ['apps/v1', 'ReplicaSet', 'replicasets', 'rs', 'status,scale', { all: true }],
  [
    'apps/v1',
    'StatefulSet',
    'statefulsets',
    'sts',
    'status,scale',
    { all: true },
  ],
  ['apps/v1', 'DaemonSet', 'daemonsets', 'ds', 'status', { all: true }],
  ['apps/v1', 'ControllerRevision', 'controllerrevisions', '', ''],
  ['batch/v1', 'Job', 'jobs', '', 'status', { all: true }],
  ['batch/v1', 'CronJob', 'cronjobs', 'cj', 'status', { all: true }],
  [
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    'horizontalpodautoscalers',
    'hpa',
    'status',
    { all: true },
  ],
  ['policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', 'pdb', 'status'],
  ['networking.k8s.io/v1', 'Ingress', 'ingresses', 'ing', 'status'],
  [
    'keda.sh/v1alpha1',
    'ScaledObject',
    'scaledobjects',
    'so',
    'status',
    { custom: true },
  ],
  [
    'argoproj.io/v1alpha1',
    'Application',
    'applications',
    'app',
    '',
    { custom: true },
  ],
];

const words = (text: string) => text.split(',').filter(Boolean);

function toResource([
  gv,
  kind,
  plural,
  short,
  subs,
  options = {},
]: Row): Resource {
  const [group, version] = gv.includes('/') ? gv.split('/') : ['', gv];
  return {
    group,
    version,
    kind,
    plural,
    singular: kind.toLowerCase(),
    namespaced: !options.cluster,
    shortNames: words(short),
    categories: options.all ? ['all'] : [],
    subresources: words(subs),
    key: group ? `${group}/${plural}` : plural,
    type: options.custom ? 'custom' : typeOfKind(group, version, kind),
    custom: options.custom ?? false,
  };
}

/** A custom resource beside those that are always served. */
export interface CustomResource {
  /** `example.org/v1` */
  groupVersion: string;
  kind: string;
  plural: string;
  subresources?: string[];
}

/** The resources a cluster serves. */
export class Resources {
  readonly all: Resource[];
  private readonly byPath = new Map<string, Resource>();
  private readonly byKind = new Map<string, Resource>();
  private readonly byKey = new Map<string, Resource>();

  constructor(custom: CustomResource[] = []) {
    const rows = custom.map(
      (c): Row => [
        c.groupVersion,
        c.kind,
        c.plural,
        '',
        (c.subresources ?? []).join(','),
        { custom: true },
      ],
    );
    this.all = [...ROWS, ...rows].map(toResource);
    for (const resource of this.all) {
      const { group, version, plural, kind } = resource;
      this.byPath.set(`${group}/${version}/${plural}`, resource);
      this.byKind.set(`${group}/${version}/${kind}`, resource);
      this.byKey.set(resource.key, resource);
    }
  }

  find(group: string, version: string, plural: string): Resource | undefined {
    return this.byPath.get(`${group}/${version}/${plural}`);
  }

  of(object: { apiVersion: string; kind: string }): Resource | undefined {
    const version = object.apiVersion.includes('/')
      ? object.apiVersion
      : `/${object.apiVersion}`;
    return this.byKind.get(`${version}/${object.kind}`);
  }

  key(key: string): Resource {
    const found = this.byKey.get(key);
    if (!found) throw new Error(`no resource ${key}`);
    return found;
  }
}

export const groupVersionOf = (r: Resource) =>
  r.group ? `${r.group}/${r.version}` : r.version;
