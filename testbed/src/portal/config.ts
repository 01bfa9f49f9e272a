/**
 * A cluster as the portal's `kubernetes:` configuration lists it.
 */
export interface PortalCluster {
  name: string;
  title?: string;
  url: string;
  token: string;
  /** Base64, as in a kubeconfig. */
  caData?: string;
  /** Writes carry the person's name to the cluster. */
  impersonate?: boolean;
  namespaces?: string[];
}

export interface PortalDatabase {
  client: 'better-sqlite3' | 'pg';
  connection: unknown;
}

/**
 * What a started portal has on top of `app-config.yaml`.
 */
export function portalConfig(options: {
  clusters: PortalCluster[];
  /** Where a browser finds the pages. */
  appUrl: string;
  backendUrl: string;
  backendPort: number;
  database: PortalDatabase;
  /** Contexts of a person's own kubeconfig, instead of `clusters`. */
  kubeconfig?: { path: string; contexts?: string[] };
  /** More of `service-manager`. */
  settings?: Record<string, unknown>;
  extra?: Record<string, unknown>;
}) {
  const { clusters, appUrl, backendUrl, backendPort } = options;
  const perCluster = Object.fromEntries(
    clusters
      .filter(c => c.impersonate || c.namespaces)
      .map(c => [
        c.name,
        { impersonate: c.impersonate, namespaces: c.namespaces },
      ]),
  );
  return {
    app: { baseUrl: appUrl },
    backend: {
      baseUrl: backendUrl,
      listen: { port: backendPort, host: '127.0.0.1' },
      cors: { origin: appUrl },
      database: options.database,
    },
    kubernetes: {
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: clusters.map(c => ({
            name: c.name,
            title: c.title ?? c.name,
            url: c.url,
            authProvider: 'serviceAccount',
            serviceAccountToken: c.token,
            ...(c.caData ? { caData: c.caData } : {}),
          })),
        },
      ],
    },
    'service-manager': {
      ...(options.kubeconfig ? { kubeconfig: options.kubeconfig } : {}),
      ...(Object.keys(perCluster).length ? { clusters: perCluster } : {}),
      ...options.settings,
    },
    ...options.extra,
  };
}
