import { describeWith, START_TIMEOUT_MILLIS } from '../jest';
import { deployment, KubernetesEndpoint } from '../kubernetes';
import { startKubernetes, startPrometheus } from '../parts';
import { waitFor } from '../process';
import {
  PodExporter,
  PrometheusEndpoint,
  startPodExporter,
} from '../prometheus';
import { PodRunner, runDummyPods } from './runDummyPods';

jest.setTimeout(START_TIMEOUT_MILLIS);

describeWith(['kubernetes', 'prometheus'], 'processes behind pods', () => {
  let cluster: KubernetesEndpoint;
  let prometheus: PrometheusEndpoint;
  let exporter: PodExporter;
  let runner: PodRunner;

  beforeAll(async () => {
    [cluster, prometheus, exporter] = await Promise.all([
      startKubernetes({ nodes: 1, ownPodLogs: true }),
      startPrometheus(),
      startPodExporter(),
    ]);
    runner = await runDummyPods({
      cluster,
      prometheus,
      exporter,
      load: 10,
      others: pod => ({
        namespace: pod.metadata.namespace,
        name: pod.metadata.name,
        containers: [{ name: 'main', load: { cpuCores: 0.2 } }],
      }),
    });
  });
  afterAll(async () => {
    await runner?.stop();
    await exporter?.stop();
    await Promise.all([cluster?.stop(), prometheus?.stop()]);
  });

  const names = () => runner.pods.map(({ name }) => name).sort();

  async function podsOf(app: string): Promise<any[]> {
    const { items } = await cluster.client.request(
      'GET',
      `/api/v1/namespaces/default/pods?labelSelector=app%3D${app}`,
    );
    return items;
  }

  it("come with the pods, answer, and show their series and lines under the pods' names", async () => {
    await cluster.apply([
      deployment('canary', { replicas: 2, image: 'dummy-service:v1' }),
      deployment('other', { replicas: 1, image: 'other:v1' }),
    ]);
    await cluster.waitForReady('deployments', 'default', 'canary');
    await cluster.waitForReady('deployments', 'default', 'other');
    await runner.settled();
    const pods = (await podsOf('canary')).map(pod => pod.metadata.name).sort();
    expect(names()).toEqual(pods);

    for (const pod of pods) {
      await prometheus.waitForSeries(
        `http_requests_total{namespace="default",pod="${pod}",version="v1"} > 0`,
      );
      await prometheus.waitForSeries(
        `container_memory_working_set_bytes{namespace="default",pod="${pod}",container!=""} > 10e6`,
      );
      expect(await cluster.kubectl(['logs', pod])).toContain(`"pod":"${pod}"`);
    }
    const [other] = await podsOf('other');
    await prometheus.waitForSeries(
      `container_cpu_usage_seconds_total{pod="${other.metadata.name}",container="main"} > 0`,
    );
  });

  it('go with the pods, and change with a deploy', async () => {
    await cluster.apply(
      deployment('canary', { replicas: 1, image: 'dummy-service:v2' }),
    );
    await waitFor('one pod of v2', async () => {
      await runner.settled();
      const [pod, ...more] = await podsOf('canary');
      return (
        more.length === 0 &&
        names().join() === pod.metadata.name &&
        pod.spec.containers[0].image === 'dummy-service:v2'
      );
    });
    const answer = await fetch(runner.pods[0].url);
    expect(await answer.json()).toMatchObject({ version: 'v2' });
  });

  it('crash with the container, and begin again', async () => {
    const [{ name, url }] = runner.pods;
    await cluster.failPod('default', name, 'CrashLoopBackOff');
    await waitFor('the process has gone', async () =>
      fetch(url).then(
        () => false,
        () => true,
      ),
    );
    await cluster.failPod('default', name, 'none');
    await waitFor('the process is back', async () => (await fetch(url)).ok);
    await prometheus.waitForSeries(
      `kube_pod_container_status_restarts_total{pod="${name}"} > 0`,
    );
    await expect(
      cluster.kubectl(['logs', name, '--previous']),
    ).resolves.toContain('listening');
  });
});
