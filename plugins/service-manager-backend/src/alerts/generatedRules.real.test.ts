import { ConfigReader } from '@backstage/config';
import {
  describeWith,
  PrometheusEndpoint,
  RuleGroup,
  START_TIMEOUT_MILLIS,
  startPrometheus,
} from '@internal/testbed';
import { snapshotOf } from '../metrics/__testUtils__/places';
import { eventually } from '../operations/__testUtils__/stage';
import { readUpstreams } from '../upstreams';
import { subject } from './__testUtils__/world';
import { ExternalAlerts } from './ExternalAlerts';
import { prometheusRule } from './pure/prometheusRule';

jest.setTimeout(START_TIMEOUT_MILLIS);

const web = { ...subject('web'), title: 'Web {{ query "up" }} "shop" \\' };
const pod = 'web-7d4b9c6f8d-x2x2x';
const workloads = [
  snapshotOf('Deployment', 'web', {
    pods: [pod],
    replicaSets: ['web-7d4b9c6f8d'],
  }),
  snapshotOf('Deployment', 'stopped'),
  snapshotOf('StatefulSet', 'db'),
  snapshotOf('DaemonSet', 'agent'),
  snapshotOf('CronJob', 'report'),
];
const numbers = { downSeconds: 1, restarts: 3, windowSeconds: 900 };

describeWith(
  'prometheus',
  'the rules for a service in a real Prometheus',
  () => {
    let prometheus: PrometheusEndpoint;
    const now = Math.floor(Date.now() / 1000);
    /** As kube-state-metrics tells it, every half minute until now. */
    const told = (
      name: string,
      labels: Record<string, string>,
      value: number | ((step: number) => number),
    ) => ({
      name,
      labels: { namespace: 'shop', job: 'kube-state-metrics', ...labels },
      points: Array.from({ length: 41 }, (_, step): [number, number] => [
        now - (40 - step) * 30,
        typeof value === 'number' ? value : value(step),
      ]),
    });

    beforeAll(async () => {
      const rule = prometheusRule(web, 'shop', workloads, {
        numbers,
        labels: {},
      })!;
      prometheus = await startPrometheus({
        // What Prometheus does not understand, it does not start with.
        rules: rule.spec.groups as RuleGroup[],
        history: [
          ...(
            [
              ['web', 0, 2],
              ['stopped', 0, 0],
              ['web-admin', 0, 2],
            ] as const
          ).flatMap(([deployment, there, wanted]) => [
            told(
              'kube_deployment_status_replicas_available',
              { deployment },
              there,
            ),
            told('kube_deployment_spec_replicas', { deployment }, wanted),
          ]),
          told(
            'kube_statefulset_status_replicas_ready',
            { statefulset: 'db' },
            3,
          ),
          told('kube_statefulset_replicas', { statefulset: 'db' }, 3),
          // Four restarts within the last ten minutes.
          told(
            'kube_pod_container_status_restarts_total',
            { pod, container: 'web' },
            step => Math.max(0, Math.floor((step - 20) / 5)),
          ),
          told('kube_job_status_failed', { job_name: 'report-29000000' }, 1),
          told(
            'kube_job_failed',
            { job_name: 'report-29000000', condition: 'true' },
            1,
          ),
        ],
      });
    });
    afterAll(() => prometheus?.stop());

    it('are all understood, and fire for what is down, never for what is stopped', async () => {
      const external = () => {
        const config = new ConfigReader({
          'service-manager': { prometheus: { url: prometheus.url } },
        });
        return new ExternalAlerts({
          prometheus: readUpstreams(config, 'prometheus', ['local']),
          alertmanager: [],
          workloads: { select: () => workloads },
          clusters: () => ['local'],
          clock: () => new Date(),
        }).list(web);
      };
      await eventually('it fires', async () => {
        const { alerts } = await external();
        return alerts.filter(({ state }) => state === 'firing').length >= 3;
      });
      const { groups } = await prometheus.api('rules');
      const rules = groups.flatMap((group: any) => group.rules);
      expect(rules).toHaveLength(8);
      expect(rules.map(({ health }: any) => health)).toEqual(
        new Array(8).fill('ok'),
      );
      const { alerts, sources } = await external();
      expect(sources).toEqual([
        { kind: 'prometheus', name: expect.any(String) },
      ]);
      expect(
        alerts
          .map(({ name, severity, summary }) => [name, severity, summary])
          .sort(),
      ).toEqual([
        [
          'ServiceDown',
          'critical',
          'Web query "up" "shop" \\: Deployment web is down',
        ],
        [
          'ServiceJobFailed',
          'warning',
          'Web query "up" "shop" \\: Job report-29000000 has failed',
        ],
        [
          'ServiceRestartLoop',
          'warning',
          `Web query "up" "shop" \\: web of ${pod} restarts again and again`,
        ],
      ]);
    });
  },
);
