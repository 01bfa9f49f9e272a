import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import type { GitopsSettings, OperationsSettings } from './operations';
import type { ViewOptions } from './workloads';

/** What `service-manager` in the configuration says. */
export interface Settings {
  writesPerMinute: number;
  metricsUnauthenticated: boolean;
  healthUnauthenticated: boolean;
  operations: Partial<OperationsSettings>;
  view: ViewOptions;
  gitops: GitopsSettings;
}

export function readSettings(root: Config): Settings {
  const config = root.getOptionalConfig('service-manager');
  const duration = (key: string) =>
    config?.has(key)
      ? durationToMilliseconds(readDurationFromConfig(config, { key }))
      : undefined;
  const writesPerMinute =
    config?.getOptionalNumber('limits.writesPerMinute') ?? 60;
  if (!(writesPerMinute >= 1)) {
    throw new InputError(
      `service-manager.limits.writesPerMinute must be at least 1, not ${writesPerMinute}`,
    );
  }
  const view: ViewOptions = defined({
    argocdInstanceLabel: config?.getOptionalString('argocd.instanceLabel'),
  });
  return {
    writesPerMinute,
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
