import { ConfigReader } from '@backstage/config';
import { readSettings } from './settings';

const read = (config: object) =>
  readSettings(new ConfigReader({ 'service-manager': config } as any));

describe('settings', () => {
  it('all have defaults', () => {
    expect(readSettings(new ConfigReader({}))).toEqual({
      writesPerMinute: 60,
      metricsUnauthenticated: false,
      healthUnauthenticated: false,
      operations: {},
      view: {},
      gitops: {},
    });
  });

  it('are read in the units of a person', () => {
    expect(
      read({
        operations: {
          reasonRequired: true,
          deadline: '10m',
          watchAfterSuccess: { seconds: 30 },
        },
        argocd: {
          instanceLabel: 'app.kubernetes.io/instance',
          namespaces: ['argocd', 'gitops'],
          cluster: 'hub',
        },
      }),
    ).toMatchObject({
      operations: {
        reasonRequired: true,
        followDeadlineMs: 600_000,
        watchAfterSuccessMs: 30_000,
      },
      view: { argocdInstanceLabel: 'app.kubernetes.io/instance' },
      gitops: {
        argocdInstanceLabel: 'app.kubernetes.io/instance',
        argocdNamespaces: ['argocd', 'gitops'],
        argocdCluster: 'hub',
      },
    });
  });

  it.each([0, -1])('a limit of %d is refused by name', writesPerMinute => {
    expect(() => read({ limits: { writesPerMinute } })).toThrow(
      'service-manager.limits.writesPerMinute must be at least 1',
    );
  });
});
