/** What a request asks of a Kubernetes API server, in its own verbs. @public */
export type KubeVerb =
  | 'LIST'
  | 'WATCH'
  | 'GET'
  | 'CREATE'
  | 'UPDATE'
  | 'PATCH'
  | 'DELETE'
  | 'DELETECOLLECTION'
  | 'OTHER';

/** @public */
export interface KubeRequestInfo {
  verb: KubeVerb;
  /** Empty for the core group. */
  group: string;
  version: string;
  /** Plural, with the subresource when there is one: `deployments`, `deployments/scale`. Empty for other paths. */
  resource: string;
  namespace: string | undefined;
  name: string | undefined;
  /** The token of a LIST that goes on where an earlier one ended. */
  continueToken: string | undefined;
  dryRun: boolean;
}

const WRITES: Record<string, KubeVerb> = {
  POST: 'CREATE',
  PUT: 'UPDATE',
  PATCH: 'PATCH',
};

/** Reads method and path as the API server does. */
export function parseRequest(method: string, target: string): KubeRequestInfo {
  const url = new URL(target, 'http://localhost');
  const parts = url.pathname.split('/').filter(Boolean);
  const info: KubeRequestInfo = {
    verb: 'OTHER',
    group: '',
    version: '',
    resource: '',
    namespace: undefined,
    name: undefined,
    continueToken: url.searchParams.get('continue') || undefined,
    dryRun: url.searchParams.has('dryRun'),
  };
  let rest: string[];
  if (parts[0] === 'api' && parts.length > 2) {
    info.version = parts[1];
    rest = parts.slice(2);
  } else if (parts[0] === 'apis' && parts.length > 3) {
    info.group = parts[1];
    info.version = parts[2];
    rest = parts.slice(3);
  } else {
    return info;
  }
  // `/namespaces/x` is the namespace itself; with more behind it, it is where the object lives.
  if (rest[0] === 'namespaces' && rest.length > 2) {
    info.namespace = decodeURIComponent(rest[1]);
    rest = rest.slice(2);
  }
  const [resource, name, ...subresource] = rest;
  info.resource = [resource, ...subresource.slice(0, 1)].join('/');
  info.name = name && decodeURIComponent(name);

  const watch = url.searchParams.get('watch');
  if (method === 'GET' || method === 'HEAD') {
    if (watch === 'true' || watch === '1') {
      info.verb = 'WATCH';
    } else {
      info.verb = name ? 'GET' : 'LIST';
    }
  } else if (method === 'DELETE') {
    info.verb = name ? 'DELETE' : 'DELETECOLLECTION';
  } else {
    info.verb = WRITES[method] ?? 'OTHER';
  }
  return info;
}
