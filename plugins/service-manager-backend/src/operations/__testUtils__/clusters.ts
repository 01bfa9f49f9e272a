import http from 'http';
import https from 'https';
import { Sandbox, startSandbox } from '@internal/sandbox';
import { KubernetesEndpoint, startKubernetes } from '@internal/testbed';
import {
  Cluster,
  HttpCluster,
} from '@vtasker/backstage-plugin-service-manager-node';
import { scaledObjectDefinition } from './objects';
import { eventually, TestCluster } from './stage';

export async function sandboxCluster(given?: Sandbox): Promise<TestCluster> {
  const sandbox = given ?? (await startSandbox({ speed: 20 }));
  const agent = new http.Agent({ keepAlive: true });
  const cluster = HttpCluster.create({
    name: 'one',
    url: sandbox.url,
    connect: () => ({ agent, headers: {} }),
  });
  return {
    product: cluster,
    admin: cluster,
    async stop() {
      agent.destroy();
      await sandbox.stop();
    },
  };
}

export async function realCluster(
  options?: Parameters<typeof startKubernetes>[0],
): Promise<
  TestCluster & {
    as(person: string): Cluster;
    endpoint: KubernetesEndpoint;
  }
> {
  const kubernetes = await startKubernetes(options);
  const agent = new https.Agent({ keepAlive: true, ca: kubernetes.ca });
  const as = (person: string) =>
    HttpCluster.create({
      name: 'one',
      url: kubernetes.url,
      connect: () => ({
        agent,
        headers: { authorization: `Bearer ${kubernetes.tokens[person]}` },
      }),
    });
  const admin = as('admin');
  await admin.request({
    method: 'POST',
    path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    body: scaledObjectDefinition,
  });
  await eventually('ScaledObjects are served', () =>
    admin
      .request({ method: 'GET', path: '/apis/keda.sh/v1alpha1/scaledobjects' })
      .catch(() => undefined),
  );
  return {
    // With the rights of deploy/rbac.yaml and no others.
    product: as('portal'),
    admin,
    as,
    endpoint: kubernetes,
    async stop() {
      agent.destroy();
      await kubernetes.stop();
    },
  };
}
