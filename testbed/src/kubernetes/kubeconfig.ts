import { stringify } from 'yaml';

/** A person or program that the API server knows by a bearer token. @public */
export interface KubeUser {
  name: string;
  token: string;
}

/** What a kubeconfig file holds, as far as the testbed writes it. @public */
export interface Kubeconfig {
  apiVersion: 'v1';
  kind: 'Config';
  clusters: {
    name: string;
    cluster: {
      server: string;
      'certificate-authority-data'?: string;
      'insecure-skip-tls-verify'?: boolean;
    };
  }[];
  users: { name: string; user: { token?: string } }[];
  contexts: {
    name: string;
    context: { cluster: string; user: string; namespace?: string };
  }[];
  'current-context': string;
}

/**
 * A kubeconfig with one context a user, named after the user. The first user is the current one.
 *
 * @param ca - PEM. Without it the server's certificate is not verified.
 * @public
 */
export function createKubeconfig(
  cluster: { name: string; server: string; ca?: string },
  users: KubeUser[],
): Kubeconfig {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: cluster.name,
        cluster: {
          server: cluster.server,
          ...(cluster.ca
            ? {
                'certificate-authority-data': Buffer.from(cluster.ca).toString(
                  'base64',
                ),
              }
            : { 'insecure-skip-tls-verify': true }),
        },
      },
    ],
    users: users.map(user => ({
      name: user.name,
      user: { token: user.token },
    })),
    contexts: users.map(user => ({
      name: user.name,
      context: { cluster: cluster.name, user: user.name },
    })),
    'current-context': users[0]?.name ?? '',
  };
}

/** The file's text. */
export function serializeKubeconfig(config: Kubeconfig): string {
  return stringify(config);
}
