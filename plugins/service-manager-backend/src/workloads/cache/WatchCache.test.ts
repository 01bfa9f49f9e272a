import { mockServices } from '@backstage/backend-test-utils';
import { waitFor } from '@internal/testbed';
import { FakeCluster, failed } from './__testUtils__/FakeCluster';
import { WatchCache } from './WatchCache';
import type { CacheTimings } from './timings';

const DEPLOYMENTS = '/apis/apps/v1/deployments';
const PODS = '/api/v1/pods';

function deployment(name: string, version = 1, more: object = {}) {
  return {
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      resourceVersion: String(version),
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { app: name },
      ...more,
    },
    spec: { template: { metadata: { labels: { app: name } } } },
  };
}

describe('WatchCache', () => {
  let cache: WatchCache | undefined;

  afterEach(async () => {
    await cache?.stop();
    cache = undefined;
  });

  async function start(
    clusters: FakeCluster[],
    timings: Partial<CacheTimings> = {},
  ): Promise<WatchCache> {
    cache = WatchCache.create({
      clusters: {
        list: () => clusters,
        get: name => clusters.find(cluster => cluster.name === name),
      },
      logger: mockServices.logger.mock(),
      timings: {
        pageSize: 2,
        backoffBaseMs: 1,
        backoffMaxMs: 5,
        heartbeatMs: 10,
        staleAfterMs: 20,
        forbiddenRetryMs: 10,
        absentRetryMs: 10,
        batchMs: 1,
        ...timings,
      },
    });
    cache.start();
    return cache;
  }

  function names(of: WatchCache, cluster?: string): string[] {
    return of
      .select({ entityRef: 'e', selector: {}, cluster })
      .map(item => `${item.cluster}/${item.workload.metadata.name}`);
  }

  it('reads all pages and then watches from where the list ended', async () => {
    const eu = new FakeCluster('eu');
    eu.version = 42;
    eu.lists.set(
      DEPLOYMENTS,
      ['a', 'b', 'c'].map(name => deployment(name)),
    );
    const reader = await start([eu]);
    expect(await reader.ready()).toBe(true);
    expect(names(reader)).toEqual(['eu/a', 'eu/b', 'eu/c']);
    const watch = await waitFor('the watch', () =>
      eu.watches.find(item => item.path === DEPLOYMENTS),
    );
    expect(watch.options.query).toMatchObject({
      resourceVersion: '42',
      allowWatchBookmarks: true,
    });
    eu.send(DEPLOYMENTS, 'ADDED', deployment('d', 43));
    eu.send(DEPLOYMENTS, 'DELETED', deployment('a', 44));
    expect(names(reader)).toEqual(['eu/b', 'eu/c', 'eu/d']);
    expect(
      reader.get({
        cluster: 'eu',
        namespace: 'shop',
        kind: 'Deployment',
        name: 'd',
      })?.workload.metadata.uid,
    ).toBe('uid-d');
  });

  it('goes on from the last bookmark when the server ends a watch', async () => {
    const eu = new FakeCluster('eu');
    const reader = await start([eu]);
    await reader.ready();
    const first = await waitFor('the watch', () =>
      eu.watches.find(item => item.path === PODS),
    );
    const lists = eu.requests.filter(item => item.path === PODS).length;
    eu.send(PODS, 'BOOKMARK', { metadata: { resourceVersion: 'opaque-77' } });
    first.end();
    const second = await waitFor('the next watch', () =>
      eu.watches.find(item => item.path === PODS),
    );
    expect(second.options.query?.resourceVersion).toBe('opaque-77');
    expect(eu.requests.filter(item => item.path === PODS).length).toBe(lists);
  });

  it('lists again after 410 inside of a 200, and notices what went away', async () => {
    const eu = new FakeCluster('eu');
    eu.lists.set(DEPLOYMENTS, [deployment('a'), deployment('b')]);
    const reader = await start([eu]);
    await reader.ready();
    await waitFor('the watch', () =>
      eu.watches.find(item => item.path === DEPLOYMENTS),
    );
    eu.lists.set(DEPLOYMENTS, [deployment('b')]);
    eu.send(DEPLOYMENTS, 'ERROR', { kind: 'Status', code: 410 });
    await waitFor('a is gone', () => names(reader).length === 1);
    expect(names(reader)).toEqual(['eu/b']);
  });

  it('never empties itself because of an error', async () => {
    const eu = new FakeCluster('eu');
    eu.lists.set(DEPLOYMENTS, [deployment('a')]);
    const reader = await start([eu]);
    await reader.ready();
    for (const failure of [failed(500), failed(404), failed(401)]) {
      eu.failures.set(DEPLOYMENTS, failure);
      eu.failures.set(`watch ${DEPLOYMENTS}`, failed(410));
      const asked = eu.requests.length;
      eu.watches.find(item => item.path === DEPLOYMENTS)?.end(failed(410));
      await waitFor(
        'it was refused more than once',
        () =>
          eu.requests.slice(asked).filter(item => item.path === DEPLOYMENTS)
            .length > 2,
      );
      expect(names(reader)).toEqual(['eu/a']);
    }
    await waitFor('it says so', () => reader.health()[0].state === 'stale');
    expect(reader.health()[0].message).toContain('Deployment');
  });

  it('goes without a kind that is forbidden, and names it', async () => {
    const eu = new FakeCluster('eu');
    eu.failures.set('/api/v1/events', failed(403, 'Forbidden'));
    eu.lists.set(DEPLOYMENTS, [deployment('a')]);
    const reader = await start([eu]);
    expect(await reader.ready()).toBe(true);
    expect(names(reader)).toEqual(['eu/a']);
    expect(reader.health()).toMatchObject([
      { state: 'connected', forbidden: ['Event'] },
    ]);
    eu.failures.clear();
    await waitFor('it is allowed', () => !reader.health()[0].forbidden.length);
  });

  it('an API server that has just started refuses everybody: asked again soon', async () => {
    const eu = new FakeCluster('eu');
    eu.lists.set(DEPLOYMENTS, [deployment('a')]);
    const reader = await start([eu], {
      forbiddenBaseMs: 1,
      forbiddenRetryMs: 60_000,
    });
    expect(await reader.ready()).toBe(true);
    for (const path of [DEPLOYMENTS, `watch ${DEPLOYMENTS}`]) {
      eu.failures.set(path, failed(403, 'Forbidden'));
    }
    const open = ({ path }: { path: string }) => path === DEPLOYMENTS;
    (await waitFor('a watch', () => eu.watches.find(open))).end();
    await waitFor('it refuses', () => reader.health()[0].forbidden.length);
    eu.failures.clear();
    await waitFor('it allows', () => !reader.health()[0].forbidden.length);
    expect(names(reader)).toEqual(['eu/a']);
  });

  it('goes without KEDA where it is not served, and takes it when it comes', async () => {
    const path = '/apis/keda.sh/v1alpha1/scaledobjects';
    const eu = new FakeCluster('eu');
    eu.failures.set(path, failed(404));
    eu.lists.set(DEPLOYMENTS, [deployment('a')]);
    const reader = await start([eu]);
    expect(await reader.ready()).toBe(true);
    expect(reader.health()).toMatchObject([
      { state: 'connected', forbidden: [] },
    ]);
    eu.lists.set(path, [
      {
        metadata: deployment('any').metadata,
        spec: { scaleTargetRef: { name: 'a' } },
      },
    ]);
    eu.failures.clear();
    await waitFor(
      'the ScaledObject',
      () =>
        reader.select({ entityRef: 'e', selector: {} })[0].scaledObject
          ?.metadata.name === 'any',
    );
  });

  it('watches namespace by namespace for those without cluster-wide rights', async () => {
    const eu = new FakeCluster('eu', ['shop', 'bank']);
    eu.lists.set('/apis/apps/v1/namespaces/shop/deployments', [
      deployment('a'),
    ]);
    eu.failures.set('/apis/apps/v1/namespaces/bank/deployments', failed(403));
    const reader = await start([eu]);
    expect(await reader.ready()).toBe(true);
    expect(names(reader)).toEqual(['eu/a']);
    expect(reader.health()[0].forbidden).toEqual(['Deployment in bank']);
    expect(eu.requests.some(item => item.path === PODS)).toBe(false);
  });

  it('shows one cluster while another one is away, and says so', async () => {
    const [eu, us] = [new FakeCluster('eu'), new FakeCluster('us')];
    eu.lists.set(DEPLOYMENTS, [deployment('a')]);
    us.lists.set(DEPLOYMENTS, [deployment('a')]);
    const reader = await start([eu, us]);
    expect(await reader.ready()).toBe(true);
    const told: string[] = [];
    reader.onChange((_, clusters) => told.push(...clusters));
    us.goAway();
    await waitFor('us is unreachable', () =>
      reader
        .health()
        .find(({ name, state }) => name === 'us' && state === 'unreachable'),
    );
    await waitFor('it was told', () => told.includes('us'));
    expect(reader.health()[0].state).toBe('connected');
    expect(reader.health()[1].message).toContain('ECONNREFUSED');
    // What was seen last is still shown: whether it is fresh is said beside.
    expect(names(reader)).toEqual(['eu/a', 'us/a']);
    eu.send(DEPLOYMENTS, 'ADDED', deployment('b', 2));
    expect(names(reader, 'eu')).toEqual(['eu/a', 'eu/b']);

    us.lists.set(DEPLOYMENTS, [deployment('c')]);
    us.comeBack();
    await waitFor('us is back', () => reader.health()[1].state === 'connected');
  });

  it('is not ready for a cluster that was never reached, but does not wait for ever', async () => {
    const us = new FakeCluster('us');
    us.goAway();
    const reader = await start([us]);
    expect(await reader.ready(20)).toBe(false);
    expect(reader.health()[0].state).toBe('unreachable');
  });

  it('tells many changes in one call', async () => {
    const eu = new FakeCluster('eu');
    const reader = await start([eu], { batchMs: 20 });
    await reader.ready();
    await waitFor('the watch', () =>
      eu.watches.find(item => item.path === DEPLOYMENTS),
    );
    await waitFor(
      'it is quiet',
      () => reader.health()[0].state === 'connected',
    );
    const calls: string[][] = [];
    const stop = reader.onChange(changes => {
      if (changes.length) calls.push(changes.map(({ name }) => name));
    });
    for (const name of ['a', 'b', 'a']) {
      eu.version++;
      eu.send(DEPLOYMENTS, 'MODIFIED', deployment(name, eu.version));
    }
    await waitFor('the call', () => calls.length > 0);
    expect(calls).toEqual([['a', 'b']]);
    stop();
  });

  it('does not show the Jobs of a CronJob beside it', async () => {
    const eu = new FakeCluster('eu');
    eu.lists.set('/apis/batch/v1/cronjobs', [deployment('report')]);
    eu.lists.set('/apis/batch/v1/jobs', [
      deployment('report-1', 1, {
        ownerReferences: [
          {
            kind: 'CronJob',
            name: 'report',
            uid: 'uid-report',
            controller: true,
          },
        ],
      }),
      deployment('lone'),
    ]);
    const reader = await start([eu]);
    await reader.ready();
    expect(names(reader)).toEqual(['eu/report', 'eu/lone']);
  });
});
