import { exampleManifests } from '../examples';
import { describeWith, START_TIMEOUT_MILLIS } from '../jest';
import { KubernetesEndpoint } from '../kubernetes';
import { startKubernetes } from '../parts';
import { waitFor } from '../process';
import { observe, Observing } from './observe';
import { observingConfig, ObservingParts, startObservingParts } from './parts';

jest.setTimeout(START_TIMEOUT_MILLIS);

const wanted = ['dummy-service', 'clos-monitor', 'pkb'];

describeWith(
  ['kubernetes', 'loki', 'prometheus', 'alertmanager'],
  'example fleets that live',
  () => {
    let cluster: KubernetesEndpoint;
    let parts: ObservingParts;
    let observing: Observing;
    const said: string[] = [];

    beforeAll(async () => {
      [cluster, parts] = await Promise.all([
        startKubernetes({ name: 'prod-us', nodes: 1, ownPodLogs: true }),
        startObservingParts(['prod-us'], text => said.push(text)),
      ]);
      const objects = [
        ...exampleManifests('prod-us'),
        ...exampleManifests('prod-eu'),
      ].filter(
        ({ kind, metadata }) =>
          kind === 'Namespace' ||
          wanted.some(name => metadata.name.startsWith(name)),
      );
      await cluster.apply(objects);
      observing = await observe({
        clusters: { 'prod-us': cluster },
        parts,
        say: text => said.push(text),
      });
      await observing.settled();
    });
    afterAll(async () => {
      await observing?.stop();
      await Promise.all([
        cluster?.stop(),
        parts?.loki?.stop(),
        parts?.alertmanager?.stop(),
        ...Object.values(parts?.prometheus ?? {}).map(one => one.stop()),
      ]);
    });

    it('write into Loki, with the labels of Kubernetes and of their cluster', async () => {
      for (const app of ['dummy-service', 'pkb', 'clos-monitor']) {
        const selector = `{cluster="prod-us", app="${app}", pod=~"${app}.+"}`;
        await parts.loki!.waitForLines(selector, 3);
      }
      expect(said).toEqual([]);
    });

    it('write what kubectl shows, also of the instance that ran out of memory', async () => {
      const { items } = await cluster.client.request(
        'GET',
        '/api/v1/namespaces/clos/pods?labelSelector=app%3Dclos-monitor',
      );
      const [{ metadata }] = items;
      const logs = (...flags: string[]) =>
        cluster.kubectl(['logs', '-n', 'clos', metadata.name, ...flags]);
      await waitFor('its last words', async () =>
        (await logs('--previous')).includes('OutOfMemoryError'),
      );
      await waitFor('the next instance', async () =>
        (await logs()).includes('reading configuration'),
      );
    });

    it('have series with and without a process, and an alert that fires', async () => {
      const prometheus = parts.prometheus['prod-us'];
      await prometheus.waitForSeries(
        'rate(http_requests_total{version="v1",status=~"5.."}[30s]) > 0',
      );
      await prometheus.waitForSeries(
        'rate(container_cpu_usage_seconds_total{namespace="clos",pod=~"pkb.+",container="pkb"}[30s]) > 0',
      );
      const restarts = await prometheus.waitForSeries(
        'kube_pod_container_status_restarts_total{pod=~"clos-monitor.+"} > 0',
        { timeoutMillis: 60_000 },
      );
      expect(restarts).toHaveLength(1);
      await prometheus.waitForSeries(
        'kube_deployment_spec_replicas{deployment="dummy-service-v1"} == 3 and kube_deployment_status_replicas_available == 3',
      );
      await prometheus.waitForSeries(
        'sum(kube_pod_status_ready{pod=~"dummy-service-v1-.+",condition="true"}) == 3',
      );
      const alert = await parts.alertmanager!.waitForAlert(
        'the errors of v1',
        ({ labels }) => labels.alertname === 'ManyErrors',
        { timeoutMillis: 90_000 },
      );
      expect(alert.labels).toMatchObject({
        cluster: 'prod-us',
        namespace: 'dummy-service',
        deployment: 'dummy-service-v1',
      });
    });

    it('take the rules that somebody applies, and go without a bad one', async () => {
      const rule = (name: string, expr: string) => ({
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata: { name, namespace: 'clos' },
        spec: { groups: [{ name, rules: [{ alert: `Is${name}`, expr }] }] },
      });
      // With the rights that the product has.
      await cluster.apply(rule('good', 'vector(1)'), { as: 'portal' });
      await cluster.apply(rule('bad', 'vector('), { as: 'portal' });
      await waitFor('the bad one is told of', () =>
        said.some(text => text.includes('clos/bad is left out')),
      );
      await parts.alertmanager!.waitForAlert(
        'the good one',
        ({ labels }) => labels.alertname === 'Isgood',
      );
    });

    it('are in the configuration of a portal', () => {
      expect(observingConfig(parts)).toEqual({
        loki: {
          url: parts.loki!.url,
          name: 'loki-all',
          clusterLabel: 'cluster',
        },
        prometheus: [
          {
            url: parts.prometheus['prod-us'].url,
            name: 'prometheus-prod-us',
            clusters: ['prod-us'],
            scrapeSeconds: 2,
          },
        ],
        alertmanager: {
          url: parts.alertmanager!.url,
          name: 'alertmanager-all',
          clusterLabel: 'cluster',
        },
      });
    });
  },
);
