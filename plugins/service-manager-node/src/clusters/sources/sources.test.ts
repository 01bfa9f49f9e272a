import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { DefaultClustersService } from '../DefaultClustersService';
import { clusterAround } from './inCluster';

const folder = mkdtempSync(join(tmpdir(), 'clusters-'));

function portal(...clusters: object[]) {
  return {
    kubernetes: { clusterLocatorMethods: [{ type: 'config', clusters }] },
  };
}

const eu = {
  name: 'eu',
  title: 'Europe',
  url: 'https://eu.example.com',
  authProvider: 'serviceAccount',
  serviceAccountToken: 's3cr3t',
};

async function create(data: object, options = {}) {
  const logger = mockServices.logger.mock();
  const service = await DefaultClustersService.create({
    config: new ConfigReader(data as any) as any,
    logger,
    ...options,
  });
  return { service, logger };
}

function names(service: DefaultClustersService) {
  return service.list().map(cluster => cluster.name);
}

describe('clusters of the config', () => {
  it('are those of the Kubernetes plugin, with our options', async () => {
    const { service } = await create({
      ...portal(eu),
      'service-manager': { clusters: { eu: { namespaces: ['shop'] } } },
    });
    expect(service.get('eu')).toMatchObject({
      name: 'eu',
      title: 'Europe',
      namespaces: ['shop'],
    });
    expect(service.get('us')).toBeUndefined();
  });

  it('may have names with dots and slashes, as EKS gives them', async () => {
    const name = 'arn:aws:eks:eu-west-1:123:cluster/a.b';
    const { service } = await create({
      ...portal({ ...eu, name }),
      'service-manager': { clusters: { [name]: { namespaces: ['x'] } } },
    });
    expect(service.get(name)?.namespaces).toEqual(['x']);
  });

  it('include kubectl proxy', async () => {
    const { service } = await create({
      kubernetes: { clusterLocatorMethods: [{ type: 'localKubectlProxy' }] },
    });
    expect(names(service)).toEqual(['local']);
  });

  it('without a credential of the portal are left out with a warning', async () => {
    const { service, logger } = await create(
      portal({ ...eu, authProvider: 'google' }),
    );
    expect(names(service)).toEqual([]);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining("authProvider 'google'"),
    );
  });

  it('without their token are an error that names the key', async () => {
    await expect(
      create(portal({ ...eu, serviceAccountToken: undefined })),
    ).rejects.toThrow(
      'kubernetes.clusterLocatorMethods[0].clusters[0].serviceAccountToken is missing',
    );
  });

  it.each([
    [{ impersonate: 'yes' }, 'impersonate must be true or false'],
    [{ namespaces: 'a' }, 'namespaces must be a list'],
  ])('with wrong options are an error: %j', async (options, words) => {
    await expect(
      create({
        ...portal(eu),
        'service-manager': { clusters: { eu: options } },
      }),
    ).rejects.toThrow(words);
  });

  it('are told apart from options of a name that is misspelt', async () => {
    const { logger } = await create({
      ...portal(eu),
      'service-manager': { clusters: { ue: { impersonate: true } } },
    });
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('service-manager.clusters.ue'),
    );
  });

  it('come before those of other sources with the same name', async () => {
    const other: any = { name: 'eu', title: 'other' };
    const { service, logger } = await create(portal(eu), {
      sources: [
        { list: async () => [other, { name: 'more' }] },
        {
          list: async () => {
            throw new Error('away');
          },
        },
      ],
    });
    expect(names(service)).toEqual(['eu', 'more']);
    expect(service.get('eu')?.title).toBe('Europe');
    expect(logger.error).toHaveBeenCalledWith(expect.stringContaining('away'));
  });
});

describe('clusters of a kubeconfig', () => {
  const path = join(folder, 'kubeconfig.yaml');
  writeFileSync(path, '');

  /** As much of the library's class as is used. */
  class FakeKubeConfig {
    data: any = {
      currentContext: 'dev',
      contexts: [
        { name: 'dev', cluster: 'c', user: 'u' },
        { name: 'prod', cluster: 'c', user: 'u' },
      ],
      clusters: [{ name: 'c', server: 'https://127.0.0.1:1' }],
      users: [{ name: 'u' }],
    };

    loadFromFile(file: string) {
      if (file !== path) {
        throw new Error('ENOENT');
      }
    }

    loadFromOptions(data: any) {
      this.data = data;
    }

    getCurrentContext = () => this.data.currentContext;
    getContexts = () => this.data.contexts;
    getUsers = () => this.data.users;
    getContextObject = (name: string) =>
      this.data.contexts.find((item: any) => item.name === name) ?? null;

    getCluster = (name: string) =>
      this.data.clusters.find((item: any) => item.name === name) ?? null;

    async applyToHTTPSOptions() {
      throw new Error(
        'exec failed: eyJhbGciOiJSUzI1NiJ9.c2VjcmV0.c2lnbmF0dXJl1',
      );
    }
  }
  const loadClient = async () => ({ KubeConfig: FakeKubeConfig as any });

  it('are never read without being named', async () => {
    const load = jest.fn(loadClient);
    const { service } = await create({}, { loadClient: load });
    expect(names(service)).toEqual([]);
    expect(load).not.toHaveBeenCalled();
  });

  it('are the named contexts, or the current one', async () => {
    const all = await create(
      {
        'service-manager': { kubeconfig: { path, contexts: ['prod', 'dev'] } },
      },
      { loadClient },
    );
    expect(names(all.service)).toEqual(['prod', 'dev']);
    const current = await create(
      { 'service-manager': { kubeconfig: { path } } },
      { loadClient },
    );
    expect(names(current.service)).toEqual(['dev']);
  });

  it('that are not in the file are an error that lists those that are', async () => {
    await expect(
      create(
        { 'service-manager': { kubeconfig: { path, contexts: ['x'] } } },
        { loadClient },
      ),
    ).rejects.toThrow(
      "names 'x', which the kubeconfig does not have; it has: dev, prod",
    );
  });

  it('in a file that is missing are an error that names the key', async () => {
    await expect(
      create(
        { 'service-manager': { kubeconfig: { path: '/nowhere' } } },
        { loadClient },
      ),
    ).rejects.toThrow('service-manager.kubeconfig.path');
  });

  it('do not repeat a token that a credential plugin printed', async () => {
    const { service } = await create(
      { 'service-manager': { kubeconfig: { path } } },
      { loadClient },
    );
    const error = await service
      .get('dev')!
      .request({ method: 'GET', path: '/version', timeoutMs: 50 })
      .catch(caught => caught);
    expect(service.get('dev')!.connection().lastError).toContain(
      "no credential for context 'dev': exec failed",
    );
    expect(
      JSON.stringify([error, service.get('dev')!.connection()]),
    ).not.toContain('eyJhbGci');
  });
});

describe('the cluster around', () => {
  const surroundings = (env: NodeJS.ProcessEnv) => ({
    env,
    root: folder,
    now: () => new Date(0),
  });

  it('is only used when asked for', () => {
    expect(
      clusterAround(
        new ConfigReader({}),
        surroundings({ KUBERNETES_SERVICE_HOST: 'x' }),
      ),
    ).toEqual([]);
  });

  it('is an error outside of a pod', () => {
    expect(() =>
      clusterAround(
        new ConfigReader({ 'service-manager': { inCluster: true } }),
        surroundings({}),
      ),
    ).toThrow('service-manager.inCluster is true');
  });

  it('is reached with the service account of the pod', () => {
    writeFileSync(join(folder, 'token'), 'token');
    writeFileSync(join(folder, 'ca.crt'), '');
    const [cluster] = clusterAround(
      new ConfigReader({ 'service-manager': { inCluster: true } }),
      surroundings({
        KUBERNETES_SERVICE_HOST: 'fd00::1',
        KUBERNETES_SERVICE_PORT: '6443',
      }),
    );
    expect(cluster.name).toBe('in-cluster');
  });
});
