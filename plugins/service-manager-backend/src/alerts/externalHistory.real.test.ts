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
const workloads: Record<string, WorkloadSnapshot[]> = {
  [web.entityRef]: [
    snapshotOf('Deployment', 'web', {
      pods: ['web-7d4b9c6f8d-x2x2x'],
      replicaSets: ['web-7d4b9c6f8d'],
    }),
  ],
};
const slow = (pod: string, namespace = 'shop') => ({
  alert: 'PodSlow',
  expr: 'vector(3)',
  labels: { namespace, pod, severity: 'warning', instance: `10.0.0.1:${pod}` },
});
const MINUTE = 60_000;

describeWith(
  ['prometheus', 'alertmanager'],
  'the past and the pods of alerts of a real Prometheus and Alertmanager',
  () => {
    let prometheus: PrometheusEndpoint;
    let alertmanager: AlertmanagerEndpoint;
    let toPrometheus: RecordingProxy;

    const external = () => {
      const config = new ConfigReader({
        'service-manager': {
          prometheus: { url: toPrometheus.url, name: 'Metrics' },
          alertmanager: { url: alertmanager.url, name: 'Pager' },
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
    const setRules = (...rules: ReturnType<typeof slow>[]) =>
      prometheus.setRules([{ name: 'shop', rules }]);
    const waitFor = (pod: string) =>
      alertmanager.waitForAlert(pod, ({ labels }) => labels.pod === pod);
    const past = (more: { from?: Date } = {}) =>
      external().history.past(web, {
        from: new Date(Date.now() - 30 * MINUTE),
        until: new Date(),
        ...more,
      });

    beforeAll(async () => {
      alertmanager = await startAlertmanager();
      prometheus = await startPrometheus({ alertmanagers: [alertmanager.url] });
      toPrometheus = await RecordingProxy.start(prometheus.url);
      await setRules(
        slow('web-7d4b9c6f8d-x2x2x'),
        slow('web-db-0'),
        slow('web-7d4b9c6f8d-x2x2x', 'garden'),
      );
      await waitFor('web-db-0');
      await waitFor('web-7d4b9c6f8d-x2x2x');
    });
    afterAll(async () => {
      await toPrometheus?.stop();
      await prometheus?.stop();
      await alertmanager?.stop();
    });
    beforeEach(() => {
      toPrometheus.instead = undefined;
      toPrometheus.queries.length = 0;
    });

    it('silences the alert of every pod: one that comes later too, another service’s never', async () => {
      const alerts = external();
      const [alert] = (await alerts.list(web)).alerts;
      expect(alert.replaceable).toEqual(['instance', 'pod']);
      const made = await alerts.silence(web, alert.id, {
        by: 'user:default/ann',
        reason: 'Migration',
        from: new Date().toISOString(),
        until: new Date(Date.now() + 60 * MINUTE).toISOString(),
      });
      const later = 'web-5c9f8b7d6c-zzzzz';
      await setRules(
        slow(later),
        slow('web-db-0'),
        slow('web-7d4b9c6f8d-x2x2x', 'garden'),
      );
      await waitFor(later);
      const suppressed = async () =>
        (await alertmanager.alerts())
          .filter(({ status }) => status.state === 'suppressed')
          .map(({ labels }) => `${labels.namespace}/${labels.pod}`);
      await eventually('the later one is silenced', async () =>
        (await suppressed()).includes(`shop/${later}`),
      );
      expect(
        (await suppressed()).filter(one => !one.startsWith('shop/web-7d4b')),
      ).toEqual([`shop/${later}`]);
      // What was ended from here is put back as it was.
      const ended = await alerts.endSilence(web, made!.id);
      expect(ended).toMatchObject({
        alertName: 'PodSlow',
        by: 'user:default/ann',
        reason: 'Migration',
      });
      await eventually('it is heard again', async () => {
        return (await suppressed()).length === 0;
      });
      await alerts.restoreSilence(web, ended);
      await eventually('it is silenced again', async () =>
        (await suppressed()).includes(`shop/${later}`),
      );
      await expect(
        alerts.restoreSilence(web, {
          ...ended,
          matchers: [{ name: 'namespace', value: 'shop', isRegex: false }],
        }),
      ).rejects.toMatchObject({ code: 'NOT_SILENCEABLE', field: 'id' });
    });

    it('knows what fired and is over, with the silence that held', async () => {
      await eventually('the first pod’s is over', async () => {
        const { alerts } = await external().list(web);
        return alerts.every(
          ({ labels }) => labels.pod === 'web-5c9f8b7d6c-zzzzz',
        );
      });
      const { incidents, sources, notices } = await past();
      expect(sources).toEqual([{ kind: 'prometheus', name: 'Metrics' }]);
      expect(notices).toEqual([]);
      const pods = new Set(incidents.map(({ labels }) => labels.pod));
      expect([...pods].sort()).toEqual([
        'web-5c9f8b7d6c-zzzzz',
        'web-7d4b9c6f8d-x2x2x',
      ]);
      for (const incident of incidents) {
        expect(incident).toMatchObject({
          name: 'PodSlow',
          severity: 'warning',
          source: 'prometheus',
          cluster: 'local',
          withinSeconds: 30,
        });
        expect(incident.labels).not.toHaveProperty('alertstate');
        expect(incident.labels.namespace).toBe('shop');
      }
      expect(
        incidents.some(({ silences }) =>
          silences.some(({ reason }) => reason === 'Migration'),
        ),
      ).toBe(true);
    });

    it('asks within our matchers, once however often one leafs', async () => {
      const alerts = external();
      const range = {
        from: new Date(Date.now() - 30 * MINUTE),
        until: new Date(),
      };
      for (let page = 0; page < 5; page += 1) {
        await alerts.history.past(web, range);
      }
      expect(toPrometheus.queries.map(({ path }) => path)).toEqual([
        '/api/v1/query_range',
      ]);
      for (const selector of toPrometheus.promql[0].split(' or ')) {
        expect(selector).toMatch(
          /^max_over_time\(ALERTS\{namespace="shop",(pod|deployment)=~"web[^"]*",alertstate="firing"\}\[30s\]\)$/,
        );
      }
    });

    it('asks for ninety days at most, and says so', async () => {
      const { notices } = await past({ from: undefined });
      expect(notices).toEqual([
        'Prometheus is asked for the last 90 days only.',
      ]);
      const [{ parameters }] = toPrometheus.queries;
      const length =
        Number(parameters.get('end')) - Number(parameters.get('start'));
      expect(length / 86_400).toBeLessThanOrEqual(91);
    });

    it('says why it knows nothing', async () => {
      toPrometheus.instead = (_request, response) => {
        response.writeHead(503).end('down for a moment');
        return true;
      };
      const { incidents, sources } = await past();
      expect(incidents).toEqual([]);
      expect(sources).toEqual([
        {
          kind: 'prometheus',
          name: 'Metrics',
          problem: expect.stringContaining('gave up'),
        },
      ]);
    });
  },
);
