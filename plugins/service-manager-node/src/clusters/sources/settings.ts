import { readFileSync } from 'fs';
import http from 'http';
import https from 'https';
import type { Config } from '@backstage/config';
import type { Connection } from '../client/transport';

/** What the config says of one cluster, whatever the source. */
export interface ClusterOptions {
  impersonate?: boolean;
  namespaces?: string[];
}

/** Reads `service-manager.clusters.<name>`. */
export function readClusterOptions(config: Config, name: string) {
  // Cluster names contain dots and slashes (EKS ARNs): a path cannot name
  // them, so the whole object is read.
  const all = config.getOptional<Record<string, unknown>>(
    'service-manager.clusters',
  );
  const own = all?.[name];
  if (own === undefined || own === null) {
    return {};
  }
  return parseOptions(own, `service-manager.clusters.${name}`);
}

/** Names for which there are options, to tell a misspelt one. */
export function namesWithOptions(config: Config): string[] {
  return Object.keys(
    config.getOptional<object>('service-manager.clusters') ?? {},
  );
}

function parseOptions(value: unknown, path: string): ClusterOptions {
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new Error(`Config ${path} must be an object`);
  }
  const { impersonate, namespaces } = value as Record<string, unknown>;
  if (impersonate !== undefined && typeof impersonate !== 'boolean') {
    throw new Error(`Config ${path}.impersonate must be true or false`);
  }
  if (
    namespaces !== undefined &&
    !(
      Array.isArray(namespaces) &&
      namespaces.every(item => typeof item === 'string' && item)
    )
  ) {
    throw new Error(`Config ${path}.namespaces must be a list of namespaces`);
  }
  return { impersonate, namespaces: namespaces as string[] | undefined };
}

/** The parts of a TLS connection, as node names them. */
export interface Tls {
  ca?: string | Buffer;
  cert?: string | Buffer;
  key?: string | Buffer;
  servername?: string;
  rejectUnauthorized?: boolean;
}

/**
 * Idle sockets are closed before the API server closes them (90 s), so that a
 * write is not sent on a socket that is just going away.
 */
const AGENT_OPTIONS = { keepAlive: true, timeout: 45_000 };

export function createAgent(url: string, tls: Tls): http.Agent {
  return url.startsWith('http:')
    ? new http.Agent(AGENT_OPTIONS)
    : new https.Agent({ ...AGENT_OPTIONS, ...tls });
}

/** A connection with credentials that do not change. */
export function staticConnection(
  url: string,
  tls: Tls,
  token?: string,
): () => Connection {
  const connection: Connection = {
    agent: createAgent(url, tls),
    headers: token ? { Authorization: `Bearer ${token}` } : {},
  };
  return () => connection;
}

/**
 * A connection with a token from a file, as the kubelet renews it. Read at
 * most once a minute.
 */
export function tokenFileConnection(
  url: string,
  tls: Tls,
  tokenFile: string,
  now: () => Date,
): () => Connection {
  const agent = createAgent(url, tls);
  let token = '';
  let readAt = 0;
  return () => {
    if (!token || now().getTime() - readAt > 60_000) {
      token = readFileSync(tokenFile, 'utf8').trim();
      readAt = now().getTime();
    }
    return { agent, headers: { Authorization: `Bearer ${token}` } };
  };
}
