import {
  logStreamRoutes,
  RouteName,
  routes,
  serviceAlertsManagePermission,
  serviceAlertsSilencePermission,
  serviceLogsReadPermission,
  serviceMetricsQueryPermission,
  serviceMetricsReadPermission,
  serviceReadPermission,
  StreamRouteName,
  verbParametersSchemas,
  verbPermissions,
  verbSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import request from 'supertest';
import {
  allPermissions,
  createHarness,
} from '../services/__testUtils__/harness';

interface Example {
  title?: string;
  route: RouteName | StreamRouteName;
  path: string;
  body?: unknown;
  /** Permissions without which it is refused. */
  needs: string[];
}

const everyRoute = { ...routes, ...logStreamRoutes };

const base = '/api/service-manager/v1';
const web = `${base}/services/default/component/web`;
const read = serviceReadPermission.name;

const sample: Record<string, unknown> = {
  scale: { replicas: 2 },
  rollback: { revision: 1 },
  deploy: { images: [{ image: ':2.0.0' }] },
};

const examples: Example[] = [
  { route: 'listServices', path: `${base}/services`, needs: [read] },
  { route: 'getService', path: web, needs: [read] },
  { route: 'listRevisions', path: `${web}/revisions`, needs: [read] },
  { route: 'listOperations', path: `${web}/operations`, needs: [read] },
  { route: 'getOperation', path: `${base}/operations/op-1`, needs: [read] },
  ...(
    [
      ['listLogSources', '/sources'],
      ['listLogs', ''],
      ['getLogVolume', '/volume'],
      ['downloadLogs', '/download'],
    ] as const
  ).map(([route, part]) => ({
    route,
    path: `${web}/logs${part}`,
    needs: [read, serviceLogsReadPermission.name],
  })),
  {
    route: 'getMetrics',
    path: `${web}/metrics`,
    needs: [read, serviceMetricsReadPermission.name],
  },
  {
    route: 'listAlerts',
    path: `${web}/alerts`,
    needs: [read, serviceMetricsReadPermission.name],
  },
  {
    route: 'listPrometheusRules',
    path: `${web}/alerts/prometheus-rule`,
    needs: [read, serviceMetricsReadPermission.name],
  },
  {
    route: 'applyPrometheusRules',
    path: `${web}/alerts/prometheus-rule`,
    body: { reason: 'As agreed' },
    needs: [read, serviceAlertsManagePermission.name],
  },
  {
    route: 'silenceAlert',
    path: `${web}/alerts/silences`,
    body: { alertId: 'a1', reason: 'Migration', until: '2026-03-02T12:00:00Z' },
    needs: [read, serviceAlertsSilencePermission.name],
  },
  {
    route: 'endSilence',
    path: `${web}/alerts/silences/end`,
    body: { silenceId: 's1' },
    needs: [read, serviceAlertsSilencePermission.name],
  },
  {
    route: 'listIncidents',
    path: `${web}/alerts/incidents`,
    needs: [read, serviceMetricsReadPermission.name],
  },
  {
    route: 'restoreSilence',
    path: `${web}/alerts/silences/restore`,
    body: { id: 'x1' },
    needs: [read, serviceAlertsSilencePermission.name],
  },
  {
    route: 'restoreAlertRule',
    path: `${web}/alerts/rules/restore`,
    body: { id: 'x1' },
    needs: [read, serviceAlertsManagePermission.name],
  },
  {
    route: 'saveAlertRule',
    path: `${web}/alerts/rules`,
    body: { definition: { kind: 'error-logs', perMinute: 10 } },
    needs: [read, serviceAlertsManagePermission.name],
  },
  {
    route: 'deleteAlertRule',
    path: `${web}/alerts/rules/delete`,
    body: { id: 'r1' },
    needs: [read, serviceAlertsManagePermission.name],
  },
  {
    route: 'queryMetrics',
    path: `${web}/metrics/query?query=up`,
    needs: [read, serviceMetricsQueryPermission.name],
  },
  { route: 'listTrends', path: `${base}/trends`, needs: [read] },
  { route: 'listAlertCounts', path: `${base}/alerts`, needs: [read] },
  { route: 'listClusters', path: `${base}/clusters`, needs: [read] },
  {
    route: 'cancelOperation',
    path: `${base}/operations/op-1/cancel`,
    needs: [read, verbPermissions.restart.name],
  },
  {
    route: 'undoOperation',
    path: `${base}/operations/op-1/undo`,
    needs: [read, verbPermissions.restart.name],
  },
  ...verbSchema.options.flatMap(verb =>
    (
      [
        ['createOperation', `${web}/operations`],
        ['previewOperation', `${web}/operations/preview`],
      ] as const
    ).map(([route, path]) => ({
      title: verb,
      route,
      path,
      body: { verb, parameters: sample[verb] ?? {} },
      needs: [read, verbPermissions[verb].name],
    })),
  ),
];

function whomToAsk(whole: boolean, hidden: boolean): string {
  if (whole) return 'permission policy';
  return hidden ? '' : 'team-a';
}

const rows = examples.flatMap(example =>
  allPermissions.map(permission => {
    const whole = [
      'listServices',
      'listClusters',
      'listTrends',
      'listAlertCounts',
    ].includes(example.route);
    const hidden = permission === read && !whole;
    return {
      ...example,
      title: example.title ?? '',
      permission,
      // Where it is about no single service there is nothing to hide.
      hidden,
      whomToAsk: whomToAsk(whole, hidden),
    };
  }),
);

const send = (
  app: Parameters<typeof request>[0],
  { route, path, body }: Example,
) =>
  everyRoute[route].method === 'GET'
    ? request(app).get(path)
    : request(app)
        .post(path)
        .send((body ?? {}) as object);

describe('every route with every permission denied', () => {
  it('covers every route and every verb', () => {
    expect(new Set(examples.map(({ route }) => route))).toEqual(
      // A stream that is allowed does not end: it has a test of its own.
      new Set(Object.keys(everyRoute).filter(one => one !== 'streamLogs')),
    );
    expect(new Set(examples.map(({ title }) => title).filter(Boolean))).toEqual(
      new Set(Object.keys(verbParametersSchemas)),
    );
  });

  it.each(rows.filter(row => !row.needs.includes(row.permission)))(
    '$route $title works without $permission',
    async row => {
      const { app, auditEvents, context } = createHarness({
        denied: [row.permission],
      });
      // There is no Prometheus here.
      jest.spyOn(context.metrics, 'query').mockResolvedValue({
        query: 'up',
        from: '2026-03-01T11:00:00Z',
        stepSeconds: 30,
        steps: 0,
        series: [],
        warnings: [],
      });
      const response = await send(app, row);
      expect(response.status).toBe(200);
      expect(auditEvents).toEqual([
        expect.objectContaining({ ended: 'success' }),
      ]);
    },
  );

  it.each(rows.filter(row => row.needs.includes(row.permission)))(
    '$route $title is refused without $permission',
    async row => {
      const { alerts, app, auditEvents, operations } = createHarness({
        denied: [row.permission],
      });
      const response = await send(app, row);
      expect(response.status).toBe(row.hidden ? 404 : 403);
      const { code, message, nextStep } = response.body.error;
      expect(code).toMatch(
        row.hidden ? /^(ENTITY|OPERATION)_NOT_FOUND$/ : /^NOT_ALLOWED$/,
      );
      expect(message).toContain(
        row.hidden ? 'you may not see' : row.permission,
      );
      expect(nextStep).toContain(row.whomToAsk);
      expect(auditEvents).toEqual([
        expect.objectContaining({
          ended: 'fail',
          meta: expect.objectContaining({ actor: 'user:default/mock' }),
        }),
      ]);
      for (const act of ['preview', 'run', 'cancel', 'undo'] as const) {
        expect(operations[act]).not.toHaveBeenCalled();
      }
      for (const act of Object.values(alerts)) {
        expect(act).not.toHaveBeenCalled();
      }
    },
  );

  it('is 404 where the catalog does not show the entity', async () => {
    const { app, auditEvents } = createHarness({ entities: [] });
    const response = await request(app).get(web);
    expect(response.status).toBe(404);
    expect(response.body.error.code).toBe('ENTITY_NOT_FOUND');
    expect(auditEvents[0].ended).toBe('fail');
  });

  it('tells the same of a service that is hidden and one that is not there', async () => {
    const hidden = await request(createHarness({ denied: [read] }).app).get(
      web,
    );
    const absent = await request(createHarness({ entities: [] }).app).get(web);
    expect(hidden.body).toEqual(absent.body);
  });

  it('does nothing that cannot be recorded', async () => {
    const harness = createHarness();
    (harness.context.auditor.createEvent as jest.Mock) = jest
      .fn()
      .mockRejectedValue(new Error('disk full'));
    const response = await request(harness.app)
      .post(`${web}/operations`)
      .send({ verb: 'restart', parameters: {} });
    expect(response.status).toBe(500);
    expect(response.body.error.message).not.toContain('disk full');
    expect(harness.operations.run).not.toHaveBeenCalled();
  });

  it('creates the audit event before it asks for permission', async () => {
    const harness = createHarness();
    const order: string[] = [];
    const create = harness.context.auditor.createEvent;
    harness.context.auditor.createEvent = async event => {
      order.push('audit');
      return create(event);
    };
    (harness.permissions.authorize as jest.Mock).mockImplementation(
      async (requests: unknown[]) => {
        order.push('authorize');
        return requests.map(() => ({ result: 'DENY' }));
      },
    );
    await request(harness.app).get(web);
    expect(order).toEqual(['audit', 'authorize']);
  });
});
