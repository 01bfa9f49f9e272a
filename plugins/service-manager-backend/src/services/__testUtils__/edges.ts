import { mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizePermissionRequest,
  AuthorizeResult,
} from '@backstage/plugin-permission-common';
import type {
  AlertRemoval,
  MetricMarker,
  Operation,
  PrometheusRuleOffer,
} from '@vtasker/backstage-plugin-service-manager-common';
import type {
  AlertSubject,
  FiringCount,
  IncidentQuery,
  ListedIncidents,
} from '../../alerts';
import { alertRule, NOW, operation } from './fixtures';

/** An auditor that remembers its events, and how each ended. */
export function fakeAuditor() {
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
  return { auditEvents, auditor };
}

/** A policy that refuses what `denied` names: `permission` or `permission entityRef`. */
export function fakePermissions(denied: Set<string>) {
  return mockServices.permissions.mock({
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
}

/** Operations that all succeed. */
export function fakeOperations() {
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
  return { listeners, operations };
}

/** Alerts, of which there are none. */
export function fakeAlerts() {
  return {
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
    endSilence: jest.fn(
      async (
        _subject: any,
        _id: string,
        _by: string,
      ): Promise<AlertRemoval | undefined> => undefined,
    ),
    restoreSilence: jest.fn(async (_subject: any, _id: string) => ({
      id: 's2',
      by: 'user:default/ann',
      reason: 'Migration',
      from: NOW.toISOString(),
      until: '2026-03-01T13:00:00.000Z',
    })),
    saveRule: jest.fn(async (_subject: any, { definition }: any) => ({
      ...alertRule,
      definition,
    })),
    deleteRule: jest.fn(
      async (
        _subject: any,
        _id: string,
        _by: string,
      ): Promise<AlertRemoval | undefined> => undefined,
    ),
    restoreRule: jest.fn(async (_subject: any, _id: string) => alertRule),
    incidents: jest.fn(
      async (
        _subject: any,
        query: IncidentQuery,
      ): Promise<ListedIncidents> => ({
        items: [],
        until: query.until.toISOString(),
        keptDays: 400,
        sources: [],
        notices: [],
      }),
    ),
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
}
