import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import {
  defaultRetention,
  GitopsSettings,
  OperationsSettings,
  Retention,
} from './operations';
import { AlertSettings, defaultAlertSettings } from './alerts';
import type { ViewOptions } from './workloads';

/** What `service-manager` in the configuration says. */
export interface Settings {
  writesPerMinute: number;
  previewsPerMinute: number;
  queriesPerMinute: number;
  retention: Retention;
  metricsUnauthenticated: boolean;
  healthUnauthenticated: boolean;
  operations: Partial<OperationsSettings>;
  view: ViewOptions;
  gitops: GitopsSettings;
  alerts: AlertSettings;
  /** For how long incidents are kept after their end, in milliseconds. */
  keepIncidentsMs: number;
}

export function readSettings(root: Config): Settings {
  const config = root.getOptionalConfig('service-manager');
  const duration = (key: string) =>
    config?.has(key)
      ? durationToMilliseconds(readDurationFromConfig(config, { key }))
      : undefined;
  const perMinute = (name: string, normal: number) => {
    const value = config?.getOptionalNumber(`limits.${name}`) ?? normal;
    if (Number.isInteger(value) && value >= 1) return value;
    throw new InputError(
      `service-manager.limits.${name} must be a whole number and at least 1, not ${value}`,
    );
  };
  const kept = (name: string, normal: number, least: number, words: string) => {
    const value = duration(`retention.${name}`) ?? normal;
    if (value >= least) return value;
    throw new InputError(
      `service-manager.retention.${name} must be at least ${words}`,
    );
  };
  const retention = (name: keyof Retention, least: number, words: string) =>
    kept(name, defaultRetention[name], least, words);
  const view: ViewOptions = defined({
    argocdInstanceLabel: config?.getOptionalString('argocd.instanceLabel'),
  });
  const alerts = defaultAlertSettings;
  const intervalMs = duration('alerts.interval') ?? alerts.intervalMs;
  if (intervalMs < 1_000) {
    throw new InputError(
      'service-manager.alerts.interval must be at least one second',
    );
  }
  const downMs = duration('alerts.down.after');
  const downAfter =
    downMs === undefined ? alerts.defaults.down : Math.round(downMs / 1000);
  return {
    writesPerMinute: perMinute('writesPerMinute', 60),
    previewsPerMinute: perMinute('previewsPerMinute', 240),
    queriesPerMinute: perMinute('queriesPerMinute', 120),
    retention: {
      // A person who undoes, and a client that repeats, look back this far.
      operations: retention('operations', 24 * 60 * 60_000, 'one day'),
      idempotencyKeys: retention('idempotencyKeys', 60 * 60_000, 'one hour'),
    },
    metricsUnauthenticated:
      config?.getOptionalBoolean('metrics.unauthenticated') ?? false,
    healthUnauthenticated:
      config?.getOptionalBoolean('health.unauthenticated') ?? false,
    operations: defined({
      reasonRequired: config?.getOptionalBoolean('operations.reasonRequired'),
      followDeadlineMs: duration('operations.deadline'),
      watchAfterSuccessMs: duration('operations.watchAfterSuccess'),
    }),
    view,
    alerts: {
      ...alerts,
      enabled: config?.getOptionalBoolean('alerts.enabled') ?? alerts.enabled,
      intervalMs,
      leaseMs: intervalMs * 3,
      resolveMs: duration('alerts.resolveAfter') ?? alerts.resolveMs,
      defaults: {
        down:
          config?.getOptionalBoolean('alerts.down.enabled') ?? true
            ? downAfter
            : undefined,
        restartLoop:
          config?.getOptionalBoolean('alerts.restartLoop.enabled') ??
          alerts.defaults.restartLoop,
      },
      prometheusRuleLabels:
        config?.getOptional<Record<string, string>>(
          'alerts.prometheusRule.labels',
        ) ?? {},
    },
    keepIncidentsMs: kept(
      'incidents',
      defaultRetention.operations,
      24 * 60 * 60_000,
      'one day',
    ),
    gitops: defined({
      ...view,
      argocdNamespaces: config?.getOptionalStringArray('argocd.namespaces'),
      argocdCluster: config?.getOptionalString('argocd.cluster'),
    }),
  };
}

/** Without the absent ones, so that they do not replace a default. */
function defined<T extends object>(values: T): T {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as T;
}
