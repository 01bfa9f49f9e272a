import { mockServices } from '@backstage/backend-test-utils';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  AuthorizeResult,
  AuthorizePermissionRequest,
} from '@backstage/plugin-permission-common';
import type { JsonObject } from '@backstage/types';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AlertRule,
  ClusterHealth,
  MetricMarker,
  KUBERNETES_ID_ANNOTATION,
  Operation,
  PrometheusRuleOffer,
  serviceManagerPermissions,
} from '@vtasker/backstage-plugin-service-manager-common';
import express from 'express';
import { Access, createLimits } from '../../access';
import type { AlertSubject, FiringCount } from '../../alerts';
import { createLogs } from '../../logs';
import type { Upstream } from '../../upstreams';
import { CountErrorLines, createMetrics } from '../../metrics';
import { createRouter } from '../../router';
import type { Cluster } from '@vtasker/backstage-plugin-service-manager-node';
import type { FollowTimings } from '../../logs/sources/pods/timings';
import type { TargetResult } from '../../targets/types';
import type {
  CachedKind,
  CachedObject,
  WorkloadReader,
  WorkloadSnapshot,
} from '../../workloads';
import {
  createServices,
  createStreamServices,
  RecentOperations,
  ServiceDirectory,
  ServicesContext,
  ServiceStates,
  TargetIndex,
} from '..';

export const NOW = new Date('2026-03-01T12:00:00Z');

/** A component with the annotation, owned by team-a. */
export function component(name: string, more: Partial<Entity> = {}): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: { [KUBERNETES_ID_ANNOTATION]: name },
    },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/team-a' }],
    ...more,
  };
}

/** The target of an entity in these tests: one label, anywhere. */
export function targetOf(entity: Entity): TargetResult {
  const id = entity.metadata.annotations?.[KUBERNETES_ID_ANNOTATION];
  if (!id) {
    return {
      problem: {
        code: 'no-annotation',
        message: 'It names no workloads.',
        nextStep: 'Add the annotation.',
      },
    };
  }
  return {
    target: {
      entityRef: stringifyEntityRef(entity),
      selector: { matchLabels: { [KUBERNETES_ID_ANNOTATION]: id } },
    },
  };
}

export function deployment(
  name: string,
  more: { cluster?: string; replicas?: number; paused?: boolean } = {},
): WorkloadSnapshot {
  const { cluster = 'local', replicas = 1, paused } = more;
  return {
    cluster,
    workload: {
      kind: 'Deployment',
      metadata: {
        name,
        namespace: 'shop',
        uid: `uid-${name}`,
        resourceVersion: '1',
        generation: 1,
        creationTimestamp: '2026-02-01T12:00:00Z',
        labels: { [KUBERNETES_ID_ANNOTATION]: name },
      },
      spec: {
        replicas,
        paused,
        selector: { matchLabels: { app: name } },
        template: { containers: [{ name: 'web', image: 'web:1.0.0' }] },
      },
      status: {
        observedGeneration: 1,
        replicas,
        updatedReplicas: replicas,
        readyReplicas: replicas,
        availableReplicas: replicas,
      },
    },
    replicaSets: [],
    pods: [],
    disruptionBudgets: [],
    events: [],
  };
}

export function operation(more: Partial<Operation> = {}): Operation {
  return {
    id: 'op-1',
    entityRef: 'component:default/web',
    verb: 'restart',
    parameters: {},
    actor: 'user:default/mock',
    phase: 'ended',
    outcome: 'succeeded',
    createdAt: '2026-03-01T11:00:00Z',
    targets: [],
    steps: [],
    cancellable: false,
    undoable: true,
    ...more,
  };
}

export function health(more: Partial<ClusterHealth> = {}): ClusterHealth {
  return {
    name: 'local',
    title: 'Local',
    state: 'connected',
    lastSeenAt: NOW.toISOString(),
    forbidden: [],
    ...more,
  };
}

export const alertRule: AlertRule = {
  id: 'default:down',
  definition: {
    kind: 'down',
    enabled: true,
    severity: 'critical',
    forSeconds: 300,
  },
  origin: 'default',
  state: 'inactive',
  summary: 'Failed for 5 minutes',
};

class FakeReader implements WorkloadReader {
  snapshots: WorkloadSnapshot[] = [];
  clusters: ClusterHealth[] = [health()];
  readonly listeners = new Set<Parameters<WorkloadReader['onChange']>[0]>();

  readonly select = jest.fn((target: { selector: any }) =>
    this.snapshots.filter(({ workload }) =>
      Object.entries(target.selector.matchLabels ?? {}).every(
        ([name, value]) => workload.metadata.labels?.[name] === value,
      ),
    ),
  );

  get() {
    return undefined;
  }

  dump(kind: CachedKind): CachedObject[] {
    return this.snapshots
      .flatMap(({ workload, pods, replicaSets }) => [
        workload,
        ...pods,
        ...replicaSets,
      ])
      .filter(object => object.kind === kind);
  }

  health() {
    return this.clusters;
  }

  onChange(listener: Parameters<WorkloadReader['onChange']>[0]) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

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
  const auditEvents: Array<{ eventId: string; meta: any; ended?: string }> = [];
  const auditor = mockServices.auditor.mock({
    createEvent: async ({ eventId, meta }) => {
      const event: (typeof auditEvents)[number] = { eventId, meta };
      auditEvents.push(event);
      return {
        success: async () => {
          event.ended = 'success';
        },
        fail: async () => {
          event.ended = 'fail';
        },
      };
    },
  });
  const permissions = mockServices.permissions.mock({
    authorize: async (requests: AuthorizePermissionRequest[]) =>
      requests.map(({ permission, ...rest }) => {
        const { resourceRef } = rest as { resourceRef?: string };
        const refused =
          denied.has(permission.name) ||
          denied.has(`${permission.name} ${resourceRef}`);
        return {
          result: refused ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
        };
      }),
    authorizeConditional: async requests =>
      requests.map(({ permission }) => {
        if (denied.has(permission.name))
          return { result: AuthorizeResult.DENY };
        const some = [...denied].some(name =>
          name.startsWith(`${permission.name} `),
        );
        return some
          ? ({ result: AuthorizeResult.CONDITIONAL } as any)
          : { result: AuthorizeResult.ALLOW };
      }),
  });
  const catalog = catalogServiceMock({
    entities: options.entities ?? [component('web')],
  });
  const listeners = new Set<(operation: Operation) => void>();
  const operations = {
    preview: jest.fn(async (_ctx: any, request: any) => ({
      verb: request.verb,
      summary: 'It restarts.',
      changes: [],
      guards: [],
      untouched: [],
      precondition: 'p1',
      reasonRequired: false,
    })),
    run: jest.fn(async (ctx: any, request: any, _options: any) =>
      operation({
        entityRef: ctx.entityRef,
        verb: request.verb,
        actor: ctx.actor.ref,
        phase: 'accepted',
        outcome: undefined,
      }),
    ),
    get: jest.fn(async (id: string) =>
      id === 'op-1' ? operation() : undefined,
    ),
    list: jest.fn(async (_ref: string, _options: any) => ({
      items: [operation()],
      nextCursor: 'inner',
    })),
    latest: jest.fn(async () => new Map()),
    stopMemories: jest.fn(async (_ids: string[]) => new Map<string, any>()),
    cancel: jest.fn(async () => operation({ outcome: 'cancelled' })),
    undo: jest.fn(async (_ctx: any, id: string) => operation({ undoOf: id })),
    revisions: jest.fn(async () => []),
    onChange: (listener: (changed: Operation) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
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
  const alerts = {
    list: jest.fn(async () => ({
      alerts: [],
      rules: [alertRule],
      notices: [],
    })),
    counts: jest.fn(
      async (_of: AlertSubject[]) => new Map<string, FiringCount>(),
    ),
    silence: jest.fn(async (_subject: any, request: any, by: string) => ({
      id: 's1',
      by,
      reason: request.reason,
      from: NOW.toISOString(),
      until: request.until,
    })),
    endSilence: jest.fn(async () => {}),
    saveRule: jest.fn(async (_subject: any, { definition }: any) => ({
      ...alertRule,
      definition,
    })),
    deleteRule: jest.fn(async () => {}),
    incidentMarkers: jest.fn(
      async (
        _ref: string,
        _from: Date,
        _until: Date,
      ): Promise<MetricMarker[]> => [],
    ),
    prometheusRules: jest.fn(async (): Promise<PrometheusRuleOffer[]> => []),
    applyPrometheusRules: jest.fn(
      async (): Promise<PrometheusRuleOffer[]> => [],
    ),
  };
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

export const allPermissions = serviceManagerPermissions.map(({ name }) => name);
