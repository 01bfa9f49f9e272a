import { ConfigReader } from '@backstage/config';
import { readSettings } from './settings';

const read = (config: object) =>
  readSettings(new ConfigReader({ 'service-manager': config } as any));

describe('settings', () => {
  it('all have defaults', () => {
    expect(readSettings(new ConfigReader({}))).toEqual({
      writesPerMinute: 60,
      previewsPerMinute: 240,
      queriesPerMinute: 120,
      retention: {
        operations: 400 * 24 * 60 * 60_000,
        idempotencyKeys: 24 * 60 * 60_000,
      },
      metricsUnauthenticated: false,
      healthUnauthenticated: false,
      operations: {},
      view: {},
      gitops: {},
      alerts: {
        enabled: true,
        intervalMs: 15_000,
        leaseMs: 45_000,
        resolveMs: 60_000,
        readingMs: 10_000,
        defaults: { down: 300, restartLoop: true },
        prometheusRuleLabels: {},
      },
      keepIncidentsMs: 400 * 24 * 60 * 60_000,
    });
  });

  it('say what services are watched for', () => {
    expect(
      read({
        alerts: {
          interval: '1m',
          resolveAfter: '5m',
          down: { after: '10m' },
          restartLoop: { enabled: false },
          prometheusRule: { labels: { release: 'monitoring' } },
        },
        retention: { incidents: { days: 30 } },
      }),
    ).toMatchObject({
      alerts: {
        intervalMs: 60_000,
        leaseMs: 180_000,
        resolveMs: 300_000,
        defaults: { down: 600, restartLoop: false },
        prometheusRuleLabels: { release: 'monitoring' },
      },
      keepIncidentsMs: 30 * 24 * 60 * 60_000,
    });
    const off = read({ alerts: { down: { enabled: false } } });
    expect(off.alerts.defaults.down).toBeUndefined();
    expect(() => read({ alerts: { interval: '100ms' } })).toThrow(
      'service-manager.alerts.interval must be at least one second',
    );
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

  it.each(['writesPerMinute', 'previewsPerMinute', 'queriesPerMinute'])(
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
    ['incidents', '2h', 'one day'],
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
