import {
  serviceAlertsManagePermission,
  serviceAlertsSilencePermission,
  serviceMetricsReadPermission,
} from '@vtasker/backstage-plugin-service-manager-common';
import request from 'supertest';
import { component, createHarness } from '../services/__testUtils__/harness';

const alerts = '/api/service-manager/v1/services/default/component/web/alerts';
const until = '2026-03-02T12:00:00Z';

describe('alerts over HTTP', () => {
  it('tells what fires, what is watched, and what the caller may', async () => {
    const { app } = createHarness();
    const { body, status } = await request(app).get(alerts);
    expect(status).toBe(200);
    expect(body).toEqual({
      alerts: [],
      notices: [],
      rules: [expect.objectContaining({ id: 'default:down' })],
      may: { silence: { allowed: true }, manage: { allowed: true } },
    });
  });

  it.each([
    ['silence', serviceAlertsSilencePermission.name, 'silence alerts'],
    ['manage', serviceAlertsManagePermission.name, 'watched for'],
  ])(
    'says why the caller may not %s, and whom to ask',
    async (what, denied, words) => {
      const { app } = createHarness({ denied: [denied] });
      const { body } = await request(app).get(alerts);
      expect(body.may[what]).toEqual({
        allowed: false,
        reason: expect.stringMatching(
          new RegExp(`${words}.*${denied}.*team-a`),
        ),
      });
    },
  );

  it('counts what fires in one answer, and says what is not known', async () => {
    const harness = createHarness({
      entities: [component('web'), component('api'), component('db')],
    });
    harness.alerts.counts.mockResolvedValue(
      new Map([
        [
          'component:default/web',
          { firing: 2, silenced: 1, severity: 'warning', unknown: [] },
        ],
        [
          'component:default/api',
          {
            firing: 0,
            silenced: 0,
            unknown: ['Prometheus cannot be reached.'],
          },
        ],
        ['component:default/db', { firing: 0, silenced: 0, unknown: [] }],
      ]),
    );
    const { body } = await request(harness.app).get(
      '/api/service-manager/v1/alerts',
    );
    expect(body).toEqual({
      items: {
        'component:default/web': {
          firing: 2,
          silenced: 1,
          severity: 'warning',
        },
        'component:default/api': { firing: 0, silenced: 0, unknown: [0] },
      },
      problems: ['Prometheus cannot be reached.'],
    });
    expect(harness.alerts.counts).toHaveBeenCalledTimes(1);
  });

  it('counts nothing for who may not read it, and says so', async () => {
    const harness = createHarness({
      denied: [serviceMetricsReadPermission.name],
    });
    const { body } = await request(harness.app).get(
      '/api/service-manager/v1/alerts',
    );
    expect(harness.alerts.counts).toHaveBeenCalledWith([]);
    expect(body.items['component:default/web']).toEqual({
      firing: 0,
      silenced: 0,
      unknown: [0],
    });
    expect(body.problems[0]).toContain(serviceMetricsReadPermission.name);
  });

  it('leafs through what has fired up to the moment of the first page', async () => {
    const harness = createHarness();
    const at = { from: '2026-03-01T11:00:00.000Z', id: 'own:1' };
    harness.alerts.incidents.mockImplementation(async (_subject, query) => ({
      items: [],
      until: query.until.toISOString(),
      keptDays: 400,
      sources: [],
      notices: [],
      next: at,
    }));
    const query = { from: '2026-02-01T00:00:00Z', limit: 2 };
    const first = await request(harness.app)
      .get(`${alerts}/incidents`)
      .query(query);
    harness.clock.mockReturnValue(new Date('2026-03-01T13:00:00Z'));
    const cursor = first.body.nextCursor;
    const second = await request(harness.app)
      .get(`${alerts}/incidents`)
      .query({ ...query, cursor });
    expect(second.body.until).toBe(first.body.until);
    expect(harness.alerts.incidents.mock.calls[1][1]).toEqual({
      from: new Date(query.from),
      until: new Date(first.body.until),
      limit: 2,
      after: at,
    });
    const elsewhere = await request(harness.app)
      .get(`${alerts}/incidents`)
      .query({ ...query, from: '2026-02-02T00:00:00Z', cursor });
    expect(elsewhere.body.error.code).toBe('INVALID_CURSOR');
    const backwards = await request(harness.app)
      .get(`${alerts}/incidents`)
      .query({ from: '2026-02-02T00:00:00Z', until: '2026-02-01T00:00:00Z' });
    expect(backwards.body.error).toMatchObject({
      field: 'query.until',
      nextStep: expect.any(String),
    });
  });

  it('silences in the name of the caller, and audits the reason', async () => {
    const harness = createHarness();
    const body = { alertId: 'a1', reason: '  Migration ', until };
    const response = await request(harness.app)
      .post(`${alerts}/silences`)
      .send(body);
    expect(response.body).toMatchObject({
      by: 'user:default/mock',
      reason: 'Migration',
    });
    expect(harness.auditEvents).toEqual([
      {
        eventId: 'alert-silence',
        ended: 'success',
        meta: {
          actor: 'user:default/mock',
          entityRef: 'component:default/web',
          alertId: 'a1',
          reason: 'Migration',
          until,
        },
      },
    ]);
  });

  it.each<[string, string, object, string]>([
    ['without a reason', 'silences', { alertId: 'a', until }, 'reason'],
    [
      'with an empty reason',
      'silences',
      { alertId: 'a', reason: ' ', until },
      'reason',
    ],
    [
      'with a reason of 501',
      'silences',
      { alertId: 'a', reason: 'a'.repeat(501), until },
      'reason',
    ],
    ['without an end', 'silences', { alertId: 'a', reason: 'b' }, 'until'],
    [
      'with matchers of its own',
      'silences',
      { alertId: 'a', reason: 'b', until, matchers: [] },
      'matchers',
    ],
    ['without an id', 'silences/end', {}, 'silenceId'],
    [
      'of an unknown kind',
      'rules',
      { definition: { kind: 'cpu' } },
      'definition.kind',
    ],
    [
      'that waits for two days',
      'rules',
      { definition: { kind: 'down', forSeconds: 172_800 } },
      'definition.forSeconds',
    ],
    [
      'of a negative time',
      'rules',
      { definition: { kind: 'down', forSeconds: -1 } },
      'definition.forSeconds',
    ],
    [
      'of no panel',
      'rules',
      { definition: { kind: 'metric', panel: 'mood', above: 1 } },
      'definition.panel',
    ],
    [
      'with PromQL',
      'rules',
      { definition: { kind: 'metric', panel: 'cpu', above: 1, expr: 'up' } },
      'definition.expr',
    ],
    [
      'without a rate',
      'rules',
      { definition: { kind: 'error-logs' } },
      'definition.perMinute',
    ],
    [
      'with a namespace',
      'prometheus-rule',
      { namespace: 'kube-system' },
      'namespace',
    ],
  ])(
    'refuses what is %s (%s), naming the field',
    async (_, path, body, field) => {
      const { app, alerts: room } = createHarness();
      const response = await request(app).post(`${alerts}/${path}`).send(body);
      expect([response.status, response.body.error]).toEqual([
        400,
        expect.objectContaining({ field, nextStep: expect.any(String) }),
      ]);
      for (const act of Object.values(room)) expect(act).not.toHaveBeenCalled();
    },
  );

  it('gives a rule its defaults', async () => {
    const { app, alerts: room } = createHarness();
    await request(app)
      .post(`${alerts}/rules`)
      .send({ definition: { kind: 'error-logs', perMinute: 10 } });
    expect(room.saveRule).toHaveBeenCalledWith(
      expect.objectContaining({ entityRef: 'component:default/web' }),
      {
        definition: {
          kind: 'error-logs',
          enabled: true,
          severity: 'critical',
          forSeconds: 300,
          perMinute: 10,
        },
      },
      'user:default/mock',
    );
  });

  it('applies in the name of the person, and audits the reason and what came of it', async () => {
    const harness = createHarness();
    harness.alerts.applyPrometheusRules.mockResolvedValue([
      {
        cluster: 'local',
        namespace: 'shop',
        name: 'service-manager-web-1',
        yaml: 'kind: PrometheusRule\n',
        state: 'same',
      },
    ]);
    const response = await request(harness.app)
      .post(`${alerts}/prometheus-rule`)
      .send({ reason: 'As agreed' });
    expect(response.body.items).toHaveLength(1);
    expect(harness.alerts.applyPrometheusRules).toHaveBeenCalledWith(
      expect.objectContaining({ entityRef: 'component:default/web' }),
      { user: 'user:default/mock', groups: ['group:default/team-a'] },
    );
    expect(harness.auditEvents[0]).toMatchObject({
      eventId: 'prometheus-rules-apply',
      meta: { actor: 'user:default/mock', reason: 'As agreed' },
      ended: 'success',
    });
  });

  it('marks incidents in the charts, among what else happened', async () => {
    const harness = createHarness();
    harness.alerts.incidentMarkers.mockResolvedValue([
      { at: '2026-03-01T11:50:00Z', kind: 'alert', label: 'Alert: it is down' },
    ]);
    const { body } = await request(harness.app).get(
      alerts.replace('alerts', 'metrics'),
    );
    expect(body.markers).toContainEqual(
      expect.objectContaining({ kind: 'alert' }),
    );
    const times = body.markers.map(({ at }: { at: string }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});
