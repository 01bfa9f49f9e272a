import { describeWith, START_TIMEOUT_MILLIS } from '../jest';
import { startPrometheus } from '../parts';
import { waitFor } from '../process';
import { startPodExporter } from '../prometheus';
import { DummyService, startDummyService } from './startDummyService';

jest.setTimeout(START_TIMEOUT_MILLIS);

let service: DummyService | undefined;
afterEach(async () => {
  await service?.stop();
  service = undefined;
});

const answers = () =>
  Object.values(service!.counts.answers).reduce((all, one) => all + one, 0);

async function shareOfErrors(version: 'v1' | 'v2'): Promise<number> {
  service = await startDummyService({
    version,
    load: 400,
    latencyMillis: 1,
    seed: 7,
    paths: ['/api/error'],
  });
  await waitFor('800 answers', () => answers() >= 800);
  const good = service.counts.answers[200];
  return 1 - good / answers();
}

describe('the example service', () => {
  it('v1 fails about 30 % of the time', async () => {
    const share = await shareOfErrors('v1');
    expect(share).toBeGreaterThan(0.24);
    expect(share).toBeLessThan(0.36);
  });

  it('v2 fails about 10 % of the time', async () => {
    const share = await shareOfErrors('v2');
    expect(share).toBeGreaterThan(0.06);
    expect(share).toBeLessThan(0.14);
  });

  it('says its version, is healthy, and counts what it answered', async () => {
    service = await startDummyService({ version: 'v2' });
    const [{ url }] = service.pods;
    const get = async (path: string) => (await fetch(`${url}${path}`)).text();
    expect(JSON.parse(await get('/'))).toMatchObject({
      version: 'v2',
      message: 'Hello from v2!',
    });
    expect(JSON.parse(await get('/health'))).toMatchObject({ status: 'ok' });
    expect(JSON.parse(await get('/api/data')).items).toHaveLength(3);
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    const metrics = await get('/metrics');
    expect(metrics).toContain(
      'http_requests_total{method="GET",route="/api/data",status="200",version="v2"} 1',
    );
    expect(metrics).toContain(
      'http_request_duration_seconds_count{method="GET",route="/api/data",status="200",version="v2"} 1',
    );
    // Made up paths must not become series without end.
    expect(metrics).toContain('route="none",status="404"');
    expect(metrics).not.toContain('nowhere');
  });

  it('stays at its address over a crash, and the load goes on', async () => {
    service = await startDummyService({
      version: 'v1',
      load: 50,
      latencyMillis: 1,
      pods: ['a', 'b'],
    });
    const [{ url, pid }] = service.pods;
    await service.restartPod('a');
    expect(service.pods[0]).toMatchObject({ url });
    expect(service.pods[0].pid).not.toBe(pid);
    const before = answers();
    await waitFor('more answers', () => answers() > before + 20);
    await expect(service.restartPod('c')).rejects.toThrow(
      "There is no pod 'c'. There are: a, b.",
    );
  });

  it('names the setting that it cannot start with', async () => {
    await expect(
      startDummyService({ version: 'v1', errorRate: 2 }),
    ).rejects.toThrow("ERROR_RATE must be a number from 0 to 1, not '2'.");
  });
});

describeWith('prometheus', 'the example service in a real Prometheus', () => {
  it('shows its requests, its latency, and what its process really uses', async () => {
    service = await startDummyService({ version: 'v2', load: 20 });
    const exporter = await startPodExporter(service.exportedPods);
    const prometheus = await startPrometheus({
      targets: [...service.targets, exporter.cadvisor],
    });
    try {
      const labels =
        'namespace="dummy-service",pod="dummy-service-v2-0",container="dummy-service-v2"';
      await prometheus.waitForSeries(
        `count_over_time(http_requests_total{job="dummy-service-v2",${labels},route="/api/data",status="200"}[1m]) >= 4`,
      );
      const [latency] = await prometheus.query(
        'sum(http_request_duration_seconds_sum{route="/api/data"}) / sum(http_request_duration_seconds_count{route="/api/data"})',
      );
      expect(latency.points[0][1]).toBeGreaterThan(0.045);
      // No upper bound near 50 ms: on a busy machine timers come late.
      expect(latency.points[0][1]).toBeLessThan(0.5);
      await prometheus.waitForSeries(
        `container_cpu_usage_seconds_total{${labels}} > 0`,
      );
      await prometheus.waitForSeries(
        `container_memory_working_set_bytes{${labels}} > 10e6`,
      );
      await prometheus.waitForSeries(
        'container_network_transmit_bytes_total{pod="dummy-service-v2-0"} > 1000',
      );
    } finally {
      await prometheus.stop();
      await exporter.stop();
    }
  });
});
