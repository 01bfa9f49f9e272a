import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import type { Cluster } from '@vtasker/backstage-plugin-service-manager-node';
import express from 'express';
import { Access, createLimits } from '../../access';
import { createLogs } from '../../logs';
import type { FollowTimings } from '../../logs/sources/pods/timings';
import { CountErrorLines, createMetrics } from '../../metrics';
import { createRouter } from '../../router';
import type { Upstream } from '../../upstreams';
import {
  createServices,
  createStreamServices,
  RecentOperations,
  ServiceDirectory,
  ServicesContext,
  ServiceStates,
  TargetIndex,
} from '..';
import {
  fakeAlerts,
  fakeAuditor,
  fakeOperations,
  fakePermissions,
} from './edges';
import { FakeReader } from './FakeReader';
import { component, deployment, NOW, targetOf } from './fixtures';

export * from './fixtures';

/** Everything real but the edges: catalog, permissions, cache, operations. */
export function createHarness(
  options: {
    entities?: Entity[];
    /** Names of permissions that are refused, on all or on one entity. */
    denied?: string[];
    writesPerMinute?: number;
    previewsPerMinute?: number;
    queriesPerMinute?: number;
    /** Whose pods' logs are read. */
    clusters?: Cluster[];
    logTimings?: Partial<FollowTimings>;
    /** Where lines are read from instead of the pods. */
    loki?: Upstream[];
    queueBytes?: number;
    config?: JsonObject;
    countErrorLines?: CountErrorLines;
  } = {},
) {
  const denied = new Set(options.denied);
  const reader = new FakeReader();
  reader.snapshots = [deployment('web')];
  const { auditEvents, auditor } = fakeAuditor();
  const permissions = fakePermissions(denied);
  const catalog = catalogServiceMock({
    entities: options.entities ?? [component('web')],
  });
  const { listeners, operations } = fakeOperations();
  const logger = mockServices.logger.mock();
  const auth = mockServices.auth();
  const clock = jest.fn(() => NOW);
  const userInfo = mockServices.userInfo.mock({
    getUserInfo: async () => ({
      userEntityRef: 'user:default/mock',
      ownershipEntityRefs: ['user:default/mock', 'group:default/team-a'],
    }),
  });
  const access = Access.create({
    auth,
    permissions,
    catalog,
    userInfo,
    logger,
  });
  const index = TargetIndex.create({
    matchesTarget: (target, { labels }) =>
      Object.entries(target.selector.matchLabels ?? {}).every(
        ([name, value]) => labels[name] === value,
      ),
  });
  const directory = ServiceDirectory.create({
    access,
    auth,
    catalog,
    clock,
    index,
    logger,
    targetOf,
  });
  const states = ServiceStates.create({
    clock,
    clusterNames: () => ['local', 'other'],
    workloads: reader,
  });
  const recent = RecentOperations.create({ operations });
  const { logs } = createLogs({
    upstreams: options.loki ?? [],
    clusters: {
      list: () => options.clusters ?? [],
      get: name => options.clusters?.find(one => one.name === name),
    },
    workloads: reader,
    clock,
    loki: { timings: { holdMs: 20, releaseMs: 5, lingerMs: 20 } },
    pods: {
      timings: { holdMs: 20, releaseMs: 5, againMs: 5, ...options.logTimings },
      queueBytes: options.queueBytes,
    },
  });
  const { metrics, sampler, trends } = createMetrics({
    config: mockServices.rootConfig({ data: options.config }),
    clusters: ['local'],
    workloads: reader,
    feed: { onUsage: () => () => {}, dump: (_, kind) => reader.dump(kind) },
    clock,
    logger,
    countErrorLines: options.countErrorLines,
  });
  const alerts = fakeAlerts();
  const context: ServicesContext = {
    access,
    alerts,
    auditor,
    catalog,
    clock,
    directory,
    limits: createLimits({
      writesPerMinute: options.writesPerMinute ?? 1_000,
      previewsPerMinute: options.previewsPerMinute ?? 1_000,
      queriesPerMinute: options.queriesPerMinute ?? 1_000,
      history: { nthNewest: async () => undefined },
      clock,
    }),
    logger,
    logs,
    metrics,
    operations,
    recent,
    states,
    trends,
    workloads: reader,
  };
  const services = createServices(context);
  const observe = jest.fn();
  const router = createRouter({
    httpAuth: mockServices.httpAuth(),
    logger,
    services,
    streams: createStreamServices(context),
    observe,
  });
  const app = express().use('/api/service-manager', router);
  return {
    alerts,
    app,
    auditEvents,
    catalog,
    clock,
    context,
    denied,
    directory,
    listeners,
    logger,
    logs,
    observe,
    operations,
    permissions,
    reader,
    sampler,
    services,
    states,
  };
}
