import http from 'http';
import {
  describeWith,
  randomSchedule,
  START_TIMEOUT_MILLIS,
  startFaultProxy,
  startKubernetes,
  waitFor,
  type FaultProxy,
  type FaultRule,
  type KubernetesEndpoint,
} from '@internal/testbed';
import { mockServices } from '@backstage/backend-test-utils';
import { HttpCluster } from '@vtasker/backstage-plugin-service-manager-node';
import { Interner } from './intern';
import { KINDS, pathOf, REGARDED_KINDS, type KindSource } from './kinds';
import { RandomChanges } from './__testUtils__/randomChanges';
import { trim } from './trim';
import { WatchCache } from './WatchCache';

const SCHEDULES = 200;
const RESOURCES = KINDS.map(source => source.plural);

/** What chance alone brings so seldom that a run might lack it. */
const SELDOM: FaultRule[] = [
  // Every kind is listed anew, and the next page of one list is too old.
  {
    match: { verbs: ['WATCH'] },
    fault: { type: 'gone' },
    times: RESOURCES.length,
  },
  { match: { verbs: ['LIST'] }, fault: { type: 'expiredContinue' }, times: 1 },
  {
    match: { verbs: ['WATCH'] },
    fault: { type: 'stallWatch' },
    skip: RESOURCES.length,
    times: 1,
  },
];

describeWith(
  'kubernetes',
  'the watch cache before a failing API server',
  () => {
    let kubernetes: KubernetesEndpoint;
    let proxy: FaultProxy;
    let cache: WatchCache;

    beforeAll(async () => {
      kubernetes = await startKubernetes();
      proxy = await startFaultProxy({
        url: kubernetes.url,
        ca: kubernetes.ca,
        token: kubernetes.tokens.portal,
      });
      const agent = new http.Agent({ keepAlive: true });
      const cluster = HttpCluster.create({
        name: 'faulty',
        url: proxy.url,
        connect: () => ({ agent, headers: {} }),
        timings: {
          retryBaseMs: 2,
          retryMaxMs: 10,
          breakBaseMs: 10,
          breakMaxMs: 40,
        },
      });
      cache = WatchCache.create({
        clusters: { list: () => [cluster], get: () => cluster },
        logger: mockServices.logger.mock(),
        timings: {
          pageSize: 20,
          watchMs: 1_000,
          watchGraceMs: 100,
          backoffBaseMs: 2,
          backoffMaxMs: 20,
          forbiddenRetryMs: 20,
          absentRetryMs: 60_000,
          heartbeatMs: 50,
          maxEventsPerObject: 100_000,
        },
      });
      cache.start();
      await cache.ready();
    }, START_TIMEOUT_MILLIS);

    afterAll(async () => {
      await cache?.stop();
      await proxy?.stop();
      await kubernetes?.stop();
    });

    /** A list past the proxy, as the cache would keep it. */
    async function fresh(source: KindSource): Promise<string[]> {
      const interner = new Interner();
      const list = await kubernetes.client.request('GET', pathOf(source));
      return (list.items as any[])
        .map(item => trim(source.kind, item, interner))
        .filter(
          object =>
            object.kind !== 'Event' ||
            REGARDED_KINDS.has(object.regarding.kind),
        )
        .map(object => JSON.stringify(object))
        .sort();
    }

    function kept(source: KindSource): string[] {
      return cache
        .dump('faulty', source.kind)
        .map(object => JSON.stringify(object))
        .sort();
    }

    /** Every kind by itself, so that one that lags does not hide another. */
    async function expectEqualToFreshList(): Promise<void> {
      const served = KINDS.filter(({ kind }) => kind !== 'ScaledObject');
      await Promise.all(served.map(expectKindEqual));
    }

    async function expectKindEqual(source: KindSource): Promise<void> {
      let expected: string[] = [];
      let actual: string[] = [];
      try {
        await waitFor(
          `${source.plural} are as the cluster has them`,
          async () => {
            expected = await fresh(source);
            actual = kept(source);
            return expected.join('\n') === actual.join('\n');
          },
          { timeoutMillis: 15_000, intervalMillis: 20 },
        );
      } catch (error) {
        const missing = expected.filter(line => !actual.includes(line));
        const stale = actual.filter(line => !expected.includes(line));
        throw new Error(
          `${(error as Error).message}\nmissing: ${missing.join(
            '\n',
          )}\nstale: ${stale.join('\n')}\nhealth: ${JSON.stringify(
            cache.health(),
          )}`,
        );
      }
    }

    it(`equals a fresh list after each of ${SCHEDULES} fault schedules`, async () => {
      const suffered = new Map<string, number>();
      const changes = new RandomChanges(kubernetes, 7);
      await changes.begin();
      proxy.record(true);
      for (let seed = 1; seed <= SCHEDULES; seed++) {
        proxy.reset();
        proxy.use([
          ...(seed % 25 === 10 ? SELDOM : []),
          ...randomSchedule(seed, { resources: RESOURCES, rules: 30 }),
          // Once in a while also what ends only by its own means.
          ...randomSchedule(seed, {
            resources: ['pods', 'deployments', 'events'],
            rules: 3,
            faults:
              seed % 20 === 0 ? ['forbidden', 'stallWatch'] : ['forbidden'],
          }),
        ]);
        // Everything has to be asked for again, so the rules find requests.
        proxy.cutWatches({ midLine: seed % 2 === 0 });
        await changes.some(4);
        try {
          await expectEqualToFreshList();
        } catch (error) {
          throw new Error(`schedule ${seed}: ${(error as Error).message}`);
        }
        for (const { fault } of proxy.recorded()) {
          if (fault) {
            suffered.set(fault.type, (suffered.get(fault.type) ?? 0) + 1);
          }
        }
      }
      // Proof that the schedules hurt: every kind of fault, and many of them.
      expect([...suffered.keys()].sort()).toEqual([
        'cutWatch',
        'drop',
        'expiredContinue',
        'forbidden',
        'gone',
        'slow',
        'stallWatch',
        'status',
        'tooMany',
        'watchError',
      ]);
      const total = [...suffered.values()].reduce((sum, n) => sum + n, 0);
      expect(total).toBeGreaterThan(SCHEDULES);
      process.stdout.write(
        `faults suffered: ${JSON.stringify(Object.fromEntries(suffered))}\n`,
      );
    }, 300_000);
  },
);
