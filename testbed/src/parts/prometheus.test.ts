import { describeWith, START_TIMEOUT_MILLIS } from '../jest';
import { ExportedPod, PodExporter, startPodExporter } from '../prometheus';
import { PrometheusEndpoint } from '../prometheus/PrometheusEndpoint';
import { waitFor } from '../process';
import { startPrometheus } from './prometheus';

jest.setTimeout(START_TIMEOUT_MILLIS);

const shop: ExportedPod = {
  namespace: 'shop',
  name: 'cart-1',
  receiveBytesPerSecond: 2_000,
  transmitBytesPerSecond: 500,
  containers: [
    {
      name: 'cart',
      image: 'cart:1.0.0',
      requests: { cpuCores: 0.1, memoryBytes: 64e6 },
      limits: { cpuCores: 0.5, memoryBytes: 128e6 },
      load: { cpuCores: 0.25, memoryBytes: 50e6, throttledRatio: 0.5 },
    },
    { name: 'sidecar', load: { cpuCores: 0.05, memoryBytes: 10e6 } },
  ],
};

describeWith('prometheus', 'a real Prometheus', () => {
  let exporter: PodExporter;
  let prometheus: PrometheusEndpoint;

  beforeAll(async () => {
    exporter = await startPodExporter([shop]);
    prometheus = await startPrometheus({
      targets: [exporter.cadvisor, exporter.kubeState],
      history: [
        {
          name: 'http_requests_total',
          labels: { app: 'odd "name"\\' },
          points: [
            [Math.floor(Date.now() / 1000) - 7_200, 10],
            [Math.floor(Date.now() / 1000) - 7_140, 70],
          ],
        },
      ],
    });
  });
  afterAll(async () => {
    await prometheus?.stop();
    await exporter?.stop();
  });

  it('scrapes cadvisor-shaped series whose rates are the loads that were asked for', async () => {
    await prometheus.waitForSeries(
      'count_over_time(container_cpu_usage_seconds_total{container="cart"}[5s]) >= 4',
    );
    // deriv() takes only the samples' own times and values; rate() would guess what lies beyond them.
    const [cpu] = await prometheus.query(
      'deriv(container_cpu_usage_seconds_total{namespace="shop",container="cart",image!=""}[5s])',
    );
    expect(cpu.points[0][1]).toBeCloseTo(0.25, 3);
    const [throttled] = await prometheus.query(
      'sum(rate(container_cpu_cfs_throttled_periods_total[5s])) / sum(rate(container_cpu_cfs_periods_total[5s]))',
    );
    expect(throttled.points[0][1]).toBeCloseTo(0.5, 1);
    const [received] = await prometheus.query(
      'deriv(container_network_receive_bytes_total{namespace="shop"}[5s])',
    );
    expect(received.points[0][1]).toBeGreaterThan(1_990);
    expect(received.points[0][1]).toBeLessThan(2_010);
  });

  it("shows what makes the real ones awkward: the pod's own cgroup, the node's, no quota without a limit", async () => {
    const series = await prometheus.query('container_cpu_usage_seconds_total');
    expect(
      series.map(({ labels }) => `${labels.pod} ${labels.container}`).sort(),
    ).toEqual([
      'cart-1 cart',
      'cart-1 sidecar',
      'cart-1 undefined',
      'undefined undefined',
    ]);
    const quotas = await prometheus.query('container_cpu_cfs_periods_total');
    expect(quotas.map(({ labels }) => labels.container)).toEqual(['cart']);
  });

  it('starts a new series at 0 when a container restarts, and the old one lingers', async () => {
    exporter.restart('shop', 'cart-1', 'sidecar');
    const both = await waitFor('the new series', async () => {
      const found = await prometheus.query(
        'container_start_time_seconds{container="sidecar"}',
      );
      return found.length === 2 && found;
    });
    expect(new Set(both.map(({ labels }) => labels.id)).size).toBe(2);
    await prometheus.waitForSeries(
      'kube_pod_container_status_restarts_total{container="sidecar"} == 1',
    );
  });

  it('has the past that was given to it', async () => {
    const now = Math.floor(Date.now() / 1000);
    const [series] = await prometheus.queryRange(
      'http_requests_total{app="odd \\"name\\"\\\\"}',
      { start: now - 7_200, end: now - 7_140, step: 60 },
    );
    expect(series.points.map(([, value]) => value)).toEqual([10, 70]);
  });

  it('takes other rules and targets while it runs, and keeps the old ones when it refuses', async () => {
    await prometheus.setRules([
      {
        name: 'shop',
        rules: [
          {
            alert: 'CartIsBusy',
            expr: 'container_memory_working_set_bytes{container="cart"} > 1',
            labels: { severity: 'page' },
          },
        ],
      },
    ]);
    await prometheus.waitForSeries('ALERTS{alertstate="firing"}');
    const { alerts } = await prometheus.api('alerts');
    expect(alerts).toHaveLength(1);
    expect(alerts[0].labels).toMatchObject({
      alertname: 'CartIsBusy',
      namespace: 'shop',
      severity: 'page',
    });

    await expect(
      prometheus.setRules([
        { name: 'broken', rules: [{ alert: 'A', expr: '(' }] },
      ]),
    ).rejects.toThrow(/refuses the configuration/);
    await prometheus.setTargets([exporter.kubeState]);
    const { groups } = await prometheus.api('rules');
    expect(groups.map((group: any) => group.name)).toEqual(['shop']);
    const { activeTargets } = await prometheus.api('targets');
    expect(activeTargets).toHaveLength(1);
    await expect(
      prometheus.setTargets([{ job: 'shop', address: '127.0.0.1' }]),
    ).rejects.toThrow(
      "must be host:port, not '127.0.0.1'. The port is missing.",
    );
  });

  it('keeps its data over a crash', async () => {
    await prometheus.control.kill();
    await expect(prometheus.query('1')).rejects.toThrow();
    await prometheus.control.restart();
    await expect(
      prometheus.query(
        'count(last_over_time(container_cpu_usage_seconds_total[5m])) > 0',
      ),
    ).resolves.toHaveLength(1);
  });

  it('can be replaced by an address from the environment, and is gone after the stop', async () => {
    const own = await startPrometheus();
    process.env.TESTBED_PROMETHEUS_URL = own.url;
    try {
      const other = await startPrometheus();
      expect(other.external).toBe(true);
      await expect(other.setTargets([])).rejects.toThrow("not the testbed's");
      await other.stop();
      await expect(own.query('41 + 1')).resolves.toMatchObject([
        { points: [[expect.any(Number), 42]] },
      ]);
    } finally {
      delete process.env.TESTBED_PROMETHEUS_URL;
      await own.stop();
    }
    await expect(own.query('1')).rejects.toThrow();
    await own.stop();
  });
});
