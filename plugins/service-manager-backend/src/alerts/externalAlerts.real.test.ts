import { ConfigReader } from '@backstage/config';
import {
  AlertmanagerEndpoint,
  describeWith,
  PrometheusEndpoint,
  START_TIMEOUT_MILLIS,
  startAlertmanager,
  startPrometheus,
} from '@internal/testbed';
import { snapshotOf } from '../metrics/__testUtils__/places';
import { RecordingProxy } from '../metrics/__testUtils__/RecordingProxy';
import { eventually } from '../operations/__testUtils__/stage';
import { readUpstreams } from '../upstreams';
import type { WorkloadSnapshot } from '../workloads';
import { subject } from './__testUtils__/world';
import { ExternalAlerts } from './ExternalAlerts';

jest.setTimeout(START_TIMEOUT_MILLIS);

const web = subject('web');
const api = subject('api');
const workloads: Record<string, WorkloadSnapshot[]> = {
  [web.entityRef]: [
    snapshotOf('Deployment', 'web', {
      pods: ['web-7d4b9c6f8d-x2x2x'],
      replicaSets: ['web-7d4b9c6f8d'],
    }),
  ],
  [api.entityRef]: [snapshotOf('StatefulSet', 'api', { pods: ['api-0'] })],
};

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const silence = () => ({
  by: 'user:default/ann',
  reason: 'Migration "of" C:\\data',
  from: new Date().toISOString(),
  until: inAnHour(),
});

describeWith(
  ['prometheus', 'alertmanager'],
  'alerts of a real Prometheus and Alertmanager',
  () => {
    let prometheus: PrometheusEndpoint;
    let alertmanager: AlertmanagerEndpoint;
    let toPrometheus: RecordingProxy;
    let toAlertmanager: RecordingProxy;

    const external = (options: { alertmanager?: boolean } = {}) => {
      const config = new ConfigReader({
        'service-manager': {
          prometheus: { url: toPrometheus.url, name: 'Metrics' },
          ...(options.alertmanager !== false && {
            alertmanager: { url: toAlertmanager.url, name: 'Pager' },
          }),
        },
      });
      return new ExternalAlerts({
        prometheus: readUpstreams(config, 'prometheus', ['local']),
        alertmanager: readUpstreams(config, 'alertmanager', ['local']),
        workloads: { select: ({ entityRef }) => workloads[entityRef] },
        clusters: () => ['local'],
        clock: () => new Date(),
      });
    };
    const rule = (
      alert: string,
      labels: Record<string, string>,
      more: object = {},
    ) => ({ alert, expr: 'vector(3)', labels, ...more });
    const names = async (of = web) =>
      (await external().list(of)).alerts.map(({ name }) => name);

    beforeAll(async () => {
      alertmanager = await startAlertmanager();
      prometheus = await startPrometheus({
        alertmanagers: [alertmanager.url],
        rules: [
          {
            name: 'shop',
            rules: [
              rule(
                'PodSlow',
                {
                  namespace: 'shop',
                  pod: 'web-7d4b9c6f8d-x2x2x',
                  severity: 'warning',
                },
                {
                  annotations: {
                    summary: 'It answers slowly',
                    description: 'More than a second',
                    runbook_url: 'https://runbooks.example/slow',
                  },
                },
              ),
              rule('WebDown', {
                namespace: 'shop',
                deployment: 'web',
                severity: 'page',
              }),
              rule(
                'WebSoon',
                { namespace: 'shop', deployment: 'web' },
                {
                  for: '1h',
                  // No link that is opened.
                  annotations: { runbook_url: 'data:text/html,hello' },
                },
              ),
              // Of others: the same name elsewhere, another one here.
              rule('PodSlow', {
                namespace: 'garden',
                pod: 'web-7d4b9c6f8d-x2x2x',
              }),
              rule('PodSlow', { namespace: 'shop', pod: 'web-db-0' }),
              rule('WebDown', { namespace: 'shop', deployment: 'web-admin' }),
              rule('ApiDown', { namespace: 'shop', statefulset: 'api' }),
              rule('NamespaceFull', { namespace: 'shop' }),
              rule('Watchdog', {}),
            ],
          },
        ],
      });
      toPrometheus = await RecordingProxy.start(prometheus.url);
      toAlertmanager = await RecordingProxy.start(alertmanager.url);
      for (const name of ['Watchdog', 'WebDown', 'PodSlow', 'ApiDown']) {
        await alertmanager.waitForAlert(
          name,
          ({ labels }) => labels.alertname === name,
        );
      }
    });
    afterAll(async () => {
      await toPrometheus?.stop();
      await toAlertmanager?.stop();
      await prometheus?.stop();
      await alertmanager?.stop();
    });
    beforeEach(() => {
      toPrometheus.instead = undefined;
      toAlertmanager.instead = undefined;
    });

    it('gives the alerts of the service from both, each once, and what is pending', async () => {
      const { alerts, sources } = await external().list(web);
      expect(sources).toEqual([
        { kind: 'prometheus', name: 'Metrics' },
        { kind: 'alertmanager', name: 'Pager' },
      ]);
      expect(alerts.map(one => [one.name, one.state, one.severity])).toEqual([
        ['PodSlow', 'firing', 'warning'],
        ['WebDown', 'firing', 'critical'],
        ['WebSoon', 'pending', 'unknown'],
      ]);
      expect(alerts[0]).toMatchObject({
        summary: 'It answers slowly',
        description: 'More than a second',
        runbookUrl: 'https://runbooks.example/slow',
        value: '3e+00',
        source: 'prometheus',
        cluster: 'local',
        labels: { namespace: 'shop' },
        silences: [],
      });
      expect(alerts[2].runbookUrl).toBeUndefined();
      const again = await external().list(web);
      expect(again.alerts.map(({ id }) => id)).toEqual(
        alerts.map(({ id }) => id),
      );
    });

    it('/rules and /alerts unfiltered leak other teams’ alerts: every question carries our matchers', async () => {
      toPrometheus.queries.length = 0;
      toAlertmanager.queries.length = 0;
      expect(await names(api)).toEqual(['ApiDown']);
      const asked = toPrometheus.queries.map(({ path, parameters }) => [
        path,
        parameters.get('query') ?? parameters.getAll('rule_name[]'),
      ]);
      expect(asked).toEqual([
        [
          '/api/v1/query',
          expect.stringMatching(
            /^ALERTS\{namespace="shop",pod=~"[^"]+"\} or ALERTS\{namespace="shop",statefulset=~"api"\}$/,
          ),
        ],
        ['/api/v1/rules', ['ApiDown']],
      ]);
      for (const { path, parameters } of toAlertmanager.queries) {
        expect(path).toBe('/api/v2/alerts');
        expect(parameters.getAll('filter')).toEqual([
          'namespace="shop"',
          expect.stringMatching(/^(pod|statefulset)=~"api/),
        ]);
      }
    });

    it('counts for all services with one question an upstream, within their namespaces', async () => {
      const many = [web, api];
      for (let index = 0; index < 200; index += 1) {
        const one = subject(`other-${index}`);
        workloads[one.entityRef] = [
          snapshotOf('Deployment', `other-${index}`, {
            pods: [`other-${index}-7d4b9c6f8d-x2x2x`],
            replicaSets: [`other-${index}-7d4b9c6f8d`],
          }),
        ];
        many.push(one);
      }
      toPrometheus.queries.length = 0;
      toAlertmanager.queries.length = 0;
      const alerts = external();
      const counts = await alerts.counts.of(() => many, many);
      expect(counts.get(web.entityRef)).toEqual({
        firing: 2,
        silenced: 0,
        severity: 'critical',
        unknown: [],
      });
      expect(counts.get(api.entityRef)).toMatchObject({
        firing: 1,
        severity: 'unknown',
      });
      expect(
        many.slice(2).some(one => counts.get(one.entityRef)!.firing > 0),
      ).toBe(false);
      // As many as the list of one service says.
      for (const one of [web, api]) {
        const { alerts: listed } = await external().list(one);
        expect(counts.get(one.entityRef)!.firing).toBe(
          listed.filter(({ state }) => state === 'firing').length,
        );
      }
      const [first] = toPrometheus.promql;
      expect(first).toBe('ALERTS{namespace=~"shop"}');
      toPrometheus.queries.length = 0;
      toAlertmanager.queries.length = 0;
      await Promise.all(
        Array.from({ length: 50 }, () => alerts.counts.of(() => many, many)),
      );
      expect(toPrometheus.queries).toEqual([]);
      expect(toAlertmanager.queries).toEqual([]);
      alerts.counts.forget();
      await Promise.all(
        Array.from({ length: 50 }, () => alerts.counts.of(() => many, many)),
      );
      expect(toPrometheus.promql).toEqual(['ALERTS{namespace=~"shop"}']);
      expect(
        toAlertmanager.queries.map(({ parameters }) =>
          parameters.getAll('filter'),
        ),
      ).toEqual([['namespace=~"shop"']]);
    });

    it('counts what is silenced apart, and what is not known as that', async () => {
      const alerts = external();
      const [, down] = (await alerts.list(web)).alerts;
      const made = await alerts.silence(web, down.id, silence());
      const count = async () =>
        (await alerts.counts.of(() => [web], [web])).get(web.entityRef);
      expect(await count()).toEqual({
        firing: 1,
        silenced: 1,
        severity: 'warning',
        unknown: [],
      });
      await alerts.endSilence(web, made!.id);
      expect(await count()).toMatchObject({ firing: 2, silenced: 0 });
      toPrometheus.instead = (_request, response) => {
        response.writeHead(503).end('down for a moment');
        return true;
      };
      alerts.counts.forget();
      expect(await count()).toMatchObject({
        // Alertmanager knows them all the same.
        firing: 2,
        unknown: [expect.stringContaining('gave up')],
      });
    });

    it('silences one alert within the service, and ends it again', async () => {
      const alerts = external();
      const [, down] = (await alerts.list(web)).alerts;
      const made = await alerts.silence(web, down.id, silence());
      expect(made).toMatchObject({ by: 'user:default/ann' });
      const held = await alertmanager.alerts();
      expect(
        held
          .filter(({ status }) => status.state === 'suppressed')
          .map(({ labels }) => labels),
      ).toEqual([
        {
          alertname: 'WebDown',
          namespace: 'shop',
          deployment: 'web',
          severity: 'page',
        },
      ]);
      const shown = (await external().list(web)).alerts.find(
        ({ name }) => name === 'WebDown',
      )!;
      expect(shown.silences).toEqual([
        { ...made, from: expect.any(String), until: expect.any(String) },
      ]);
      expect(Date.parse(shown.silences[0].until)).toBe(Date.parse(made!.until));

      // It is no affair of another service.
      await expect(external().endSilence(api, made!.id)).rejects.toMatchObject({
        code: 'SILENCE_NOT_FOUND',
        field: 'silenceId',
      });
      await external().endSilence(web, made!.id);
      expect(
        (await external().list(web)).alerts.flatMap(({ silences }) => silences),
      ).toEqual([]);
      await expect(external().endSilence(web, made!.id)).rejects.toMatchObject({
        code: 'SILENCE_NOT_FOUND',
      });
    });

    it('silences before it fires', async () => {
      const alerts = external();
      const soon = (await alerts.list(web)).alerts.find(
        ({ name }) => name === 'WebSoon',
      )!;
      const made = await alerts.silence(web, soon.id, silence());
      expect(made).toMatchObject({ by: 'user:default/ann' });
      await alerts.endSilence(web, made!.id);
    });

    it('silences no alert of another service, and none that a client makes up', async () => {
      const [{ id }] = (await external().list(api)).alerts;
      expect(await external().silence(web, id, silence())).toBeUndefined();
      expect(
        await external().silence(web, 'ext:made-up', silence()),
      ).toBeUndefined();
    });

    it('shows a silence that reaches further, and does not end it', async () => {
      const id = await alertmanager.silence(
        { namespace: 'shop' },
        {
          until: new Date(inAnHour()),
          comment: 'All of shop',
          createdBy: 'ops',
        },
      );
      const [slow] = (await external().list(web)).alerts;
      expect(slow.silences).toMatchObject([
        { by: 'ops', reason: 'All of shop' },
      ]);
      await expect(
        external().endSilence(web, slow.silences[0].id),
      ).rejects.toMatchObject({
        status: 409,
        code: 'NOT_SILENCEABLE',
        message: 'This silence reaches more than this service.',
      });
      expect(
        (await alertmanager.alerts()).some(({ status }) =>
          status.silencedBy.includes(id),
        ),
      ).toBe(true);
      await alertmanager.expireSilence(id);
    });

    it('says that it cannot silence where there is no Alertmanager', async () => {
      const alerts = external({ alertmanager: false });
      const [slow] = (await alerts.list(web)).alerts;
      expect(slow.notSilenceable).toBe(
        'No Alertmanager is configured for local.',
      );
      await expect(
        alerts.silence(web, slow.id, silence()),
      ).rejects.toMatchObject({ code: 'NOT_SILENCEABLE', field: 'alertId' });
    });

    it.each([
      [
        'a web page',
        200,
        '<!doctype html><title>Sign in</title>',
        'a web page',
      ],
      ['other JSON', 200, '{"ok":true}', 'is not Prometheus'],
      ['429', 429, 'slow down', 'too many requests'],
      ['503', 503, 'down for a moment', 'gave up'],
    ])(
      'keeps what Alertmanager knows when Prometheus answers with %s',
      async (_, status, body, words) => {
        toPrometheus.instead = (_request, response) => {
          response.writeHead(status).end(body);
          return true;
        };
        const { alerts, sources } = await external().list(web);
        expect(alerts.map(({ name }) => name)).toEqual(['PodSlow', 'WebDown']);
        expect(alerts[0].source).toBe('alertmanager');
        expect(sources[0].problem).toContain(words);
      },
    );

    it('keeps what Prometheus knows when Alertmanager fails, and says why nothing can be silenced', async () => {
      toAlertmanager.instead = (_request, response) => {
        response.writeHead(500).end('no quorum');
        return true;
      };
      const alerts = external();
      const { alerts: found, sources } = await alerts.list(web);
      expect(found.map(({ name }) => name)).toEqual([
        'PodSlow',
        'WebDown',
        'WebSoon',
      ]);
      expect(sources[1].problem).toContain('no quorum');
      expect(found[0].notSilenceable).toContain('no quorum');
    });

    it('asks nothing for a service that shows no workloads', async () => {
      toPrometheus.queries.length = 0;
      const none = subject('none');
      workloads[none.entityRef] = [];
      expect((await external().list(none)).alerts).toEqual([]);
      expect(toPrometheus.queries).toEqual([]);
    });

    it('shows nothing any more when it is over', async () => {
      await prometheus.setRules([]);
      await eventually('it is over', async () => {
        const { alerts } = await external().list(web);
        return alerts.length === 0;
      });
      expect(
        (await alertmanager.alerts()).map(({ labels }) => labels),
      ).not.toContainEqual(expect.objectContaining({ alertname: 'PodSlow' }));
    });
  },
);
