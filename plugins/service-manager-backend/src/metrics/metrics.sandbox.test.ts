import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { Sandbox, startSandbox } from '@internal/sandbox';
import {
  Cluster,
  KubernetesError,
  KubernetesRequest,
} from '@vtasker/backstage-plugin-service-manager-node';
import { sandboxCluster } from '../operations/__testUtils__/clusters';
import { clustersOf } from '../operations/__testUtils__/ObservedCluster';
import { deployment } from '../operations/__testUtils__/objects';
import { eventually } from '../operations/__testUtils__/stage';
import { WatchCache } from '../workloads';
import { createMetrics, MetricsRoom } from './createMetrics';

jest.setTimeout(60_000);

const METRICS = '/apis/metrics.k8s.io/';
const USAGE_MS = 100;

/** Counts what the metrics API is asked, and can refuse it. */
function observed(cluster: Cluster) {
  const state = { asked: 0, refuse: 0 };
  const product = new Proxy(cluster, {
    get(target, key) {
      if (key !== 'request') return Reflect.get(target, key);
      return (request: KubernetesRequest) => {
        if (!request.path.startsWith(METRICS)) return target.request(request);
        state.asked++;
        if (!state.refuse) return target.request(request);
        return Promise.reject(
          new KubernetesError({
            status: state.refuse,
            reason: 'Refused',
            message: 'no',
          }),
        );
      };
    },
  });
  return { product, state };
}

describe('metrics of a service on the sandbox', () => {
  let sandbox: Sandbox;
  let test: Awaited<ReturnType<typeof sandboxCluster>>;
  let cache: WatchCache;
  let room: MetricsRoom;
  let api: ReturnType<typeof observed>['state'];
  const scope = {
    entityRef: 'component:default/busy',
    target: {
      entityRef: 'component:default/busy',
      selector: { matchLabels: { service: 'web' } },
    },
  };

  async function setUp(refuse = 0) {
    sandbox = await startSandbox();
    test = await sandboxCluster(sandbox);
    sandbox.apply(deployment('default', 'busy', { replicas: 2 }) as any);
    const { product, state } = observed(test.product);
    api = state;
    api.refuse = refuse;
    cache = WatchCache.create({
      clusters: clustersOf(product),
      logger: mockServices.logger.mock(),
      timings: { usageMs: USAGE_MS, absentRetryMs: 2_000 },
    });
    room = createMetrics({
      config: new ConfigReader({}),
      clusters: [product.name],
      workloads: cache,
      feed: cache,
      clock: () => new Date(),
      logger: mockServices.logger.mock(),
    });
    room.start();
    cache.start();
    await cache.ready();
  }

  afterEach(async () => {
    room?.stop();
    await cache?.stop();
    await test?.stop();
  });

  const read = (by: 'service' | 'pod' = 'service') => {
    const now = Date.now() / 1000;
    return room.metrics.read(scope, {
      from: now - 600,
      // The grid ends at a step: the one that is to come holds what was sampled.
      until: now + 30,
      points: 240,
      by,
      panels: ['cpu', 'memory', 'replicas', 'restarts'],
      showQueries: false,
    });
  };

  it('draws CPU, memory, replicas and restarts from one LIST for all pods', async () => {
    await setUp();
    await eventually('two ready pods that are measured', async () => {
      const { panels } = await read('pod');
      return (
        panels[0].series.filter(({ role }) => role === 'value').length === 2 &&
        panels[2].series[0].values.at(-1) === 2
      );
    });
    const { source, panels, coveredFrom } = await read();
    expect(source).toBe('metrics-api');
    expect(coveredFrom).toBeDefined();
    const [cpu, memory, replicas, restarts] = panels.map(
      ({ series }) => series[0].values.at(-1)!,
    );
    expect(cpu).toBeGreaterThan(0);
    expect(memory).toBeGreaterThan(1_000_000);
    expect(replicas).toBe(2);
    expect(restarts).toBe(0);
    await expect(room.metrics.latest(scope, 'replicas')).resolves.toBe(2);
    const { items } = await room.trends.read(() => [scope], [scope]);
    expect(Object.keys(items)).toEqual([scope.entityRef]);
    // However many readers there are.
    const before = api.asked;
    const began = performance.now();
    await Promise.all(Array.from({ length: 50 }, () => read()));
    const rounds = Math.ceil((performance.now() - began) / USAGE_MS);
    expect(api.asked - before).toBeLessThanOrEqual(rounds + 1);
  });

  it.each([
    [404, 'does not serve metrics.k8s.io'],
    [403, 'may not read metrics.k8s.io'],
  ])(
    'backs off from a metrics API that answers %i, and counts replicas all the same',
    async (status, words) => {
      await setUp(status);
      await eventually('a first round', async () => api.asked > 0);
      room.sampler.sample(cache.health()[0].name);
      const { panels } = await read();
      expect(panels[0].empty!.why).toContain(words);
      expect(panels[2].series[0].role).toBe('value');
      // At the pace of one that is served there would have been twenty by then.
      await eventually('it is asked again', async () => api.asked > 1);
      expect(api.asked).toBeLessThanOrEqual(3);
    },
  );
});
