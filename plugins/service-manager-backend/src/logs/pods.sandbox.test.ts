import { mockServices } from '@backstage/backend-test-utils';
import { Sandbox, startSandbox } from '@internal/sandbox';
import { sandboxCluster } from '../operations/__testUtils__/clusters';
import { clustersOf } from '../operations/__testUtils__/ObservedCluster';
import { deployment } from '../operations/__testUtils__/objects';
import { eventually } from '../operations/__testUtils__/stage';
import { WatchCache } from '../workloads';
import { CuttableCluster } from './__testUtils__/CuttableCluster';
import { Watching } from './__testUtils__/viewer';
import { createFilter } from './pure/filter';
import { PodLogSource } from './sources/pods';

jest.setTimeout(60_000);

describe('logs of pods on the sandbox', () => {
  let sandbox: Sandbox;
  let test: Awaited<ReturnType<typeof sandboxCluster>>;
  let cluster: CuttableCluster;
  let cache: WatchCache;
  let source: PodLogSource;
  const scope = {
    entityRef: 'component:default/talks',
    target: {
      entityRef: 'component:default/talks',
      selector: { matchLabels: { service: 'web' } },
    },
  };

  beforeAll(async () => {
    // A clock that runs quickly: its pods write a line every two seconds.
    const start = Date.now();
    sandbox = await startSandbox({
      speed: 20,
      now: () => new Date(start + (Date.now() - start) * 20),
    });
    test = await sandboxCluster(sandbox);
    sandbox.apply(deployment('default', 'talks', { replicas: 2 }) as any);
    cluster = new CuttableCluster(test.product);
    cache = WatchCache.create({
      clusters: clustersOf(cluster),
      logger: mockServices.logger.mock(),
    });
    cache.start();
    await cache.ready();
    source = new PodLogSource({
      clusters: clustersOf(cluster),
      workloads: cache,
      clock: () => new Date(),
      timings: { againMs: 20, againMaxMs: 200, graceMs: 500, holdMs: 100 },
    });
    await eventually('two pods that run', () => running().length === 2);
  });

  afterAll(async () => {
    source?.stop();
    await cache?.stop();
    await test?.stop();
  });

  function running() {
    return cache
      .select(scope.target)
      .flatMap(({ pods }) => pods)
      .filter(({ status }) => status.phase === 'Running');
  }

  /** The sandbox computes its lines: number n of a container is always there. */
  function sequenceOf(watching: Watching, pod: string): number[] {
    return watching.lines
      .filter(line => line.pod === pod)
      .map(({ text }) => Number(/ n=(\d+)/.exec(text)?.[1] ?? -1));
  }

  it('follows both pods and the one that replaces one of them, over cuts', async () => {
    const watching = new Watching(source, { tail: 500 }, scope);
    const [first, second] = running().map(({ metadata }) => metadata.name);
    await watching.until(
      'lines of both',
      () =>
        sequenceOf(watching, first).length > 4 &&
        sequenceOf(watching, second).length > 4,
    );
    for (let cut = 0; cut < 10; cut++) {
      const again = cluster.moreFollows(2);
      cluster.cut();
      await watching.until('another', again);
    }
    sandbox.remove('Pod', 'default', first);
    await watching.until(
      'the marker',
      () => watching.of('marker').some(({ kind }) => kind === 'pod-joined'),
      20_000,
    );
    const third = () =>
      watching.lines.find(({ pod }) => pod !== first && pod !== second)?.pod;
    await watching.until(
      'its lines',
      () => Boolean(third()) && sequenceOf(watching, third()!).length > 5,
      20_000,
    );
    watching.live.close();
    for (const pod of [first, second, third()!]) {
      const numbers = sequenceOf(watching, pod);
      // The first two lines of a container have no number.
      expect(numbers.slice(0, 2)).toEqual([-1, -1]);
      expect(numbers.slice(2)).toEqual(
        Array.from({ length: numbers.length - 2 }, (_, i) => i + 2),
      );
    }
    expect(watching.of('gap')).toEqual([]);
  });

  it('finds the level that a line tells, and pages by it', async () => {
    const page = await source.page(scope, {
      filter: createFilter({ level: 'info', text: 'request' }),
      limit: 5,
    });
    expect(page.records).toHaveLength(5);
    for (const record of page.records) {
      expect(record).toMatchObject({ type: 'line', level: 'info' });
    }
  });
});
