import {
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { clusterSourceServiceRef, clustersServiceRef } from './services';
import type { Cluster, ClustersService } from './types';

describe('clustersServiceRef', () => {
  it('gives the clusters of the config and of every added source', async () => {
    let clusters: ClustersService | undefined;
    const source = (name: string) =>
      createServiceFactory({
        service: clusterSourceServiceRef,
        deps: {},
        factory: () => ({ list: async () => [{ name } as Cluster] }),
      });
    const backend = await startTestBackend({
      features: [
        mockServices.rootConfig.factory({
          data: {
            kubernetes: {
              clusterLocatorMethods: [{ type: 'localKubectlProxy' }],
            },
          },
        }),
        source('one'),
        source('two'),
        createBackendPlugin({
          pluginId: 'test',
          register(env) {
            env.registerInit({
              deps: { service: clustersServiceRef },
              async init({ service }) {
                clusters = service;
              },
            });
          },
        }),
      ],
    });
    expect(clusters?.list().map(({ name }) => name)).toEqual([
      'local',
      'one',
      'two',
    ]);
    await backend.stop();
  });
});
