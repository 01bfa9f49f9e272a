import { appendFileSync, renameSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { mockServices } from '@backstage/backend-test-utils';
import { describeWith, KubernetesEndpoint } from '@internal/testbed';
import { realCluster } from '../operations/__testUtils__/clusters';
import { clustersOf } from '../operations/__testUtils__/ObservedCluster';
import { deployment } from '../operations/__testUtils__/objects';
import { eventually } from '../operations/__testUtils__/stage';
import { WatchCache } from '../workloads';
import { CuttableCluster } from './__testUtils__/CuttableCluster';
import { Watching } from './__testUtils__/viewer';
import { PodLogSource } from './sources/pods';

jest.setTimeout(180_000);

/**
 * The kubelet's own reading of log files (kwok serves them by its code),
 * behind a real API server, with the rights of deploy/rbac.yaml.
 */
describeWith('kubernetes', 'logs of pods on a real control plane', () => {
  let test: Awaited<ReturnType<typeof realCluster>>;
  let cluster: CuttableCluster;
  let cache: WatchCache;
  let source: PodLogSource;
  let open: Watching[] = [];
  let n = 0;
  let count = 0;
  let scope: { entityRef: string; target: any };

  beforeAll(async () => {
    test = await realCluster();
    cluster = new CuttableCluster(test.product);
    cache = WatchCache.create({
      clusters: clustersOf(cluster),
      logger: mockServices.logger.mock(),
    });
    cache.start();
    await cache.ready();
  });

  afterAll(async () => {
    await cache?.stop();
    await test?.stop();
  });

  beforeEach(async () => {
    writeFileSync(logFile(), '');
    writeFileSync(logFile('pod-previous.log'), '');
    n = 0;
    cluster.follows = 0;
    source = new PodLogSource({
      clusters: clustersOf(cluster),
      workloads: cache,
      clock: () => new Date(),
      timings: { againMs: 50, againMaxMs: 500, graceMs: 1_000, holdMs: 300 },
    });
    const name = `logs-${count++}`;
    await test.admin.request({
      method: 'POST',
      path: '/apis/apps/v1/namespaces/default/deployments',
      body: deployment('default', name, { labels: { service: name } }),
    });
    scope = {
      entityRef: `component:default/${name}`,
      target: {
        entityRef: `component:default/${name}`,
        selector: { matchLabels: { service: name } },
      },
    };
    await eventually('a running pod', () =>
      pods().some(({ status }) => status.phase === 'Running'),
    );
  });

  afterEach(() => {
    open.forEach(({ live }) => live.close());
    open = [];
    source.stop();
  });

  const endpoint = (): KubernetesEndpoint => test.endpoint;

  function logFile(name = 'pod.log'): string {
    return join(dirname(endpoint().auditLogPath!), name);
  }

  function pods() {
    return cache.select(scope.target).flatMap(snapshot => snapshot.pods);
  }

  function watch(query: ConstructorParameters<typeof Watching>[1] = {}) {
    const watching = new Watching(source, query, scope);
    open.push(watching);
    return watching;
  }

  /** Numbered lines with times of nanoseconds, as a runtime writes them. */
  function write(lines: number, file = logFile(), first = n): void {
    const now = BigInt(Date.now()) * 1_000_000n;
    const text = Array.from({ length: lines }, (_, i) => {
      const ns = now + BigInt(i) * 1_000n;
      const second = new Date(Number(ns / 1_000_000n))
        .toISOString()
        .slice(0, 19);
      const fraction = String(ns % 1_000_000_000n).padStart(9, '0');
      return `${second}.${fraction}Z stdout F n=${first + i}\n`;
    });
    appendFileSync(file, text.join(''));
    n = first + lines;
  }

  const numbers = (until: number, from = 0) =>
    Array.from({ length: until - from }, (_, i) => `n=${from + i}`);

  it('goes on over a rotation of the file', async () => {
    const watching = watch();
    await watching.until('a follow', () => cluster.follows > 0);
    write(10);
    await watching.until('the first', () => watching.lines.length === 10);
    renameSync(logFile(), logFile('pod.log.1'));
    writeFileSync(logFile(), '');
    write(10);
    await watching.until(
      'the second',
      () => watching.lines.length >= 20,
      30_000,
    );
    expect(watching.texts).toEqual(numbers(20));
  });

  it('drains what a restarted container wrote last, and then goes on', async () => {
    const watching = watch();
    await watching.until('a follow', () => cluster.follows > 0);
    write(10);
    await watching.until('the first', () => watching.lines.length === 10);
    // The runtime keeps the old file as the previous one and begins another;
    // five lines were written after the connection broke.
    const old = logFile('pod-previous.log');
    renameSync(logFile(), old);
    writeFileSync(logFile(), '');
    const [pod] = pods();
    const dead = numbers(15, 10);
    n = 15;
    const at = new Date().toISOString().slice(0, 19);
    appendFileSync(
      old,
      dead.map((text, i) => `${at}.99999${i}000Z stdout F ${text}\n`).join(''),
    );
    await restarted(pod.metadata.name);
    cluster.cut();
    write(5);
    await watching.until('all', () => watching.lines.length >= 20, 30_000);
    expect(watching.texts).toEqual(numbers(20));
    expect(watching.of('marker').map(({ kind }) => kind)).toContain(
      'container-restarted',
    );
    const before = watch({ previous: 'true' });
    await before.until('the instance before', () => before.lines.length >= 15);
    expect(before.texts).toEqual(numbers(15));
  });

  it('follows the pod that replaces another', async () => {
    const watching = watch();
    await watching.until('a follow', () => cluster.follows > 0);
    write(10);
    await watching.until('the first', () => watching.lines.length === 10);
    const [pod] = pods();
    await test.admin.request({
      method: 'DELETE',
      path: `/api/v1/namespaces/default/pods/${pod.metadata.name}`,
    });
    const kinds = () => watching.of('marker').map(({ kind }) => kind);
    await watching.until(
      'both markers',
      () => kinds().includes('pod-ended') && kinds().includes('pod-joined'),
      60_000,
    );
    const joined = () =>
      watching.lines.filter(line => line.pod !== pod.metadata.name);
    await watching.until('the new pod', () => joined().length >= 10, 30_000);
    write(10);
    await watching.until('its lines', () => joined().length >= 20, 30_000);
    // All pods of kwok share a file, so each shows all of it: once, in order.
    expect(joined().map(({ text }) => text)).toEqual(numbers(20));
    const ended = watching.lines.filter(line => line.pod === pod.metadata.name);
    expect(ended.map(({ text }) => text)).toEqual(
      numbers(20).slice(0, ended.length),
    );
  });

  /** As the kubelet tells of a container that was started again. */
  async function restarted(name: string): Promise<void> {
    const path = `/api/v1/namespaces/default/pods/${name}`;
    const pod = await test.admin.request({ method: 'GET', path });
    const [status] = pod.status.containerStatuses;
    const at = new Date().toISOString();
    await test.admin.request({
      method: 'PATCH',
      path: `${path}/status`,
      patchType: 'application/merge-patch+json',
      body: {
        status: {
          containerStatuses: [
            {
              ...status,
              restartCount: 1,
              lastState: {
                terminated: {
                  exitCode: 1,
                  reason: 'Error',
                  startedAt: at,
                  finishedAt: at,
                },
              },
            },
          ],
        },
      },
    });
  }
});
