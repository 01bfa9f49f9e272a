import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { KubernetesEndpoint } from '@internal/testbed';
import {
  KUBERNETES_CLUSTER_ANNOTATION,
  KUBERNETES_ID_ANNOTATION,
  KUBERNETES_NAMESPACE_ANNOTATION,
  Operation,
} from '@vtasker/backstage-plugin-service-manager-common';
import request from 'supertest';
import plugin from '..';
import { component } from '../services/__testUtils__/harness';
import { memoryDatabase } from './memoryDatabase';

/** A control plane under a name of its own. */
export interface NamedCluster {
  name: string;
  endpoint: KubernetesEndpoint;
  /** Whose token the product has there. Default: `portal`. */
  as?: string;
  impersonate?: boolean;
}

/** A service whose workload has its name. */
export interface NamedService {
  name: string;
  /** Default: wherever there is one. */
  cluster?: string;
  namespace: string;
}

/** A Deployment that `NamedService` finds. */
export function deploymentOf(service: NamedService, replicas = 2) {
  const { name, namespace } = service;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name,
      namespace,
      labels: { [KUBERNETES_ID_ANNOTATION]: name },
    },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image: 'shop/web:1.0.0' }] },
      },
    },
  };
}

export function namespaceOf(name: string) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

/** The entity of a service. */
export function entityOf({ name, cluster, namespace }: NamedService) {
  return component(name, {
    metadata: {
      name,
      namespace: 'default',
      annotations: {
        [KUBERNETES_ID_ANNOTATION]: name,
        [KUBERNETES_NAMESPACE_ANNOTATION]: namespace,
        ...(cluster && { [KUBERNETES_CLUSTER_ANNOTATION]: cluster }),
      },
    },
  });
}

/** The section `kubernetes` of a configuration. */
export function locating(
  clusters: Array<{ name: string; url: string; token?: string; ca?: string }>,
) {
  return {
    serviceLocatorMethod: { type: 'multiTenant' },
    clusterLocatorMethods: [
      {
        type: 'config',
        clusters: clusters.map(({ name, url, token = 'any', ca }) => ({
          name,
          url,
          authProvider: 'serviceAccount',
          serviceAccountToken: token,
          ...(ca && { caData: Buffer.from(ca).toString('base64') }),
        })),
      },
    ],
  };
}

/** Asks until it is so; what it never becomes is the failure. */
export async function eventually<T>(
  read: () => Promise<T>,
  test: (value: T) => unknown,
  timeoutMs = 60_000,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (test(value)) return value;
    if (Date.now() > end) throw new Error(JSON.stringify(value, null, 2));
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** The whole plugin on real clusters, spoken to by HTTP as a person. */
export async function startOnClusters(options: {
  clusters: NamedCluster[];
  services: NamedService[];
  /** By user ref. */
  groups?: Record<string, string[]>;
}) {
  const { clusters, services, groups = {} } = options;
  const database = memoryDatabase();
  const backend = await startTestBackend({
    features: [
      plugin,
      database.factory,
      mockServices.rootConfig.factory({
        data: {
          kubernetes: locating(
            clusters.map(({ name, endpoint, as = 'portal' }) => ({
              name,
              url: endpoint.url,
              token: endpoint.tokens[as],
              ca: endpoint.ca,
            })),
          ),
          'service-manager': {
            clusters: Object.fromEntries(
              clusters
                .filter(({ impersonate }) => impersonate !== undefined)
                .map(({ name, impersonate }) => [name, { impersonate }]),
            ),
          },
        },
      }),
      catalogServiceMock.factory({
        entities: services.map(entityOf),
      }),
      createServiceFactory({
        service: actionsRegistryServiceRef,
        deps: {},
        factory: () => actionsRegistryServiceMock(),
      }),
      createServiceFactory({
        service: coreServices.userInfo,
        deps: {},
        factory: () => ({
          async getUserInfo(credentials) {
            const { userEntityRef } = credentials.principal as any;
            return {
              userEntityRef,
              ownershipEntityRefs: [
                userEntityRef,
                ...(groups[userEntityRef] ?? []),
              ],
            };
          },
        }),
      }),
    ],
  });
  const base = '/api/service-manager';
  const path = (name: string) =>
    `${base}/v1/services/default/component/${name}`;
  const get = async (url: string) =>
    (await request(backend.server).get(url)).body;
  return {
    async stop() {
      await backend.stop();
      await database.destroy();
    },
    health: () => get(`${base}/health`),
    services: () => get(`${base}/v1/services`),
    service: (name: string) => get(path(name)),
    operation: (id: string): Promise<Operation> =>
      get(`${base}/v1/operations/${id}`),
    post(
      person: string,
      name: string,
      body: object,
      door: '' | '/preview' = '',
    ) {
      return request(backend.server)
        .post(`${path(name)}/operations${door}`)
        .set('Authorization', mockCredentials.user.header(person))
        .send(body);
    },
    act(person: string, id: string, what: 'undo' | 'cancel') {
      return request(backend.server)
        .post(`${base}/v1/operations/${id}/${what}`)
        .set('Authorization', mockCredentials.user.header(person))
        .send({});
    },
    ended(id: string): Promise<Operation> {
      return eventually(
        () => get(`${base}/v1/operations/${id}`),
        ({ phase }) => phase === 'ended',
      );
    },
    /** Waits until the page shows it. */
    shows(name: string, state: string) {
      return eventually(
        () => get(path(name)),
        shown =>
          shown.status?.state === state &&
          shown.clusters.every((one: any) => one.state === 'connected'),
      );
    },
  };
}
