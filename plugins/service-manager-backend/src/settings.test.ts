import { ConfigReader } from '@backstage/config';
import { readSettings } from './settings';

const read = (config: object) =>
  readSettings(new ConfigReader({ 'service-manager': config } as any));

describe('settings', () => {
  it('all have defaults', () => {
    expect(readSettings(new ConfigReader({}))).toEqual({
      writesPerMinute: 60,
      previewsPerMinute: 240,
      retention: {
        operations: 400 * 24 * 60 * 60_000,
        idempotencyKeys: 24 * 60 * 60_000,
      },
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

  it.each(['writesPerMinute', 'previewsPerMinute'])(
    'a senseless %s is refused by name',
    name => {
      for (const value of [0, -1, 1.5]) {
        expect(() => read({ limits: { [name]: value } })).toThrow(
          `service-manager.limits.${name} must be a whole number and at least 1, not ${value}`,
        );
      }
    },
  );

  it.each([
    ['operations', '2h', 'one day'],
    ['idempotencyKeys', '5m', 'one hour'],
  ])(
    '%s that are kept for %s only are refused by name',
    (name, value, least) => {
      expect(() => read({ retention: { [name]: value } })).toThrow(
        `service-manager.retention.${name} must be at least ${least}`,
      );
    },
  );

  it('how long records are kept can be chosen', () => {
    const retention = { operations: { days: 30 }, idempotencyKeys: '2h' };
    expect(read({ retention }).retention).toEqual({
      operations: 30 * 24 * 60 * 60_000,
      idempotencyKeys: 2 * 60 * 60_000,
    });
  });
});
