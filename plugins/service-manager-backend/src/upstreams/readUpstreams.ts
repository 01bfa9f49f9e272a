import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { Upstream, UpstreamKind } from './types';

const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const TIMEOUT_SECONDS = 30;

/**
 * The upstreams of one kind: a single object or a list of them.
 *
 * @param clusters - the names of the configured clusters
 * @throws InputError that names the key
 */
export function readUpstreams(
  root: Config,
  kind: UpstreamKind,
  clusters: string[],
): Upstream[] {
  const key = `service-manager.${kind}`;
  if (!root.has(key)) return [];
  const list = Array.isArray(root.get(key))
    ? root.getConfigArray(key).map((config, i) => ({
        config,
        at: `${key}[${i}]`,
      }))
    : [{ config: root.getConfig(key), at: key }];
  return list.map(({ config, at }) => readUpstream(config, at, kind, clusters));
}

function readUpstream(
  config: Config,
  at: string,
  kind: UpstreamKind,
  clusters: string[],
): Upstream {
  const url = readUrl(config.getString('url'), `${at}.url`);
  const named = config.getOptionalStringArray('clusters');
  for (const cluster of named ?? []) {
    if (!clusters.includes(cluster)) {
      throw new InputError(
        `${at}.clusters names '${cluster}', which is not a configured cluster (${
          clusters.join(', ') || 'there is none'
        })`,
      );
    }
  }
  const timeout = config.getOptionalNumber('timeoutSeconds') ?? TIMEOUT_SECONDS;
  if (!(timeout > 0)) {
    throw new InputError(`${at}.timeoutSeconds must be more than 0`);
  }
  const label = (name: string, normal: string) =>
    readLabel(config.getOptionalString(name) ?? normal, `${at}.${name}`);
  const clusterLabel = config.getOptionalString('clusterLabel');
  return {
    kind,
    name: config.getOptionalString('name') ?? new URL(url).host,
    url,
    clusters: named,
    clusterLabel: clusterLabel && readLabel(clusterLabel, `${at}.clusterLabel`),
    clusterValues:
      config.getOptional<Record<string, string>>('clusterValues') ?? {},
    headers: readHeaders(config, at),
    labels: {
      namespace: label('labels.namespace', 'namespace'),
      pod: label('labels.pod', 'pod'),
      container: label('labels.container', 'container'),
    },
    timeoutMs: timeout * 1000,
  };
}

function readUrl(given: string, at: string): string {
  let url: URL;
  try {
    url = new URL(given);
  } catch {
    // It is not repeated: it may hold a password in the wrong place.
    throw new InputError(
      `${at} is not an address, as in http://prometheus:9090`,
    );
  }
  if (!/^https?:$/.test(url.protocol)) {
    throw new InputError(`${at} must begin with http:// or https://`);
  }
  if (url.username || url.password) {
    throw new InputError(`${at} must not hold credentials; use basicAuth`);
  }
  return given.replace(/\/+$/, '');
}

function readLabel(name: string, at: string): string {
  if (LABEL.test(name)) return name;
  throw new InputError(`${at} is not a label name: ${name}`);
}

function readHeaders(config: Config, at: string): Record<string, string> {
  const headers: Record<string, string> = {};
  const tenant = config.getOptionalString('tenant');
  if (tenant !== undefined) headers['X-Scope-OrgID'] = tenant;
  const token = config.getOptionalString('token');
  const basic = config.getOptionalConfig('basicAuth');
  if (token && basic) {
    throw new InputError(`${at} has both token and basicAuth; keep one`);
  }
  if (token) headers.Authorization = `Bearer ${token}`;
  if (basic) {
    const pair = `${basic.getString('username')}:${basic.getString(
      'password',
    )}`;
    headers.Authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  }
  return headers;
}
