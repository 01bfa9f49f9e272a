import type { OperationRequest } from '@vtasker/backstage-plugin-service-manager-common';
import { sandboxCluster } from './__testUtils__/clusters';
import { cronJob, deployment, scaledObject } from './__testUtils__/objects';
import { eventually, onStage } from './__testUtils__/stage';
import type { CrashPoint } from './follow/WriteRunner';

jest.setTimeout(60_000);

const points: CrashPoint[] = [
  'claimed',
  'started',
  'intended',
  'sent',
  'recorded',
  'acted',
  'ended',
];

const requests: Array<{
  request: OperationRequest;
  prepare?: OperationRequest;
}> = [
  { request: { verb: 'restart', parameters: {} } },
  { request: { verb: 'scale', parameters: { replicas: 3 } } },
  { request: { verb: 'pause', parameters: {} } },
  {
    request: { verb: 'resume', parameters: {} },
    prepare: { verb: 'pause', parameters: {} },
  },
  { request: { verb: 'stop', parameters: {} } },
  {
    request: { verb: 'start', parameters: {} },
    prepare: { verb: 'stop', parameters: {} },
  },
  {
    request: {
      verb: 'deploy',
      parameters: { images: [{ image: ':2.0.0' }] },
    },
  },
  {
    request: { verb: 'rollback', parameters: { revision: 1 } },
    prepare: {
      verb: 'deploy',
      parameters: { images: [{ image: ':2.0.0' }] },
    },
  },
];

const LEASE_MS = 10_000;

describe('a backend that vanishes in the middle of an operation', () => {
  const stage = onStage(sandboxCluster);

  const key = (w: { method: string; path: string; body?: unknown }) =>
    `${w.method} ${w.path} ${Object.keys((w.body as any) ?? {}).join()}`;

  /** Runs it without any crash, to know what writes it takes. */
  async function undisturbed(
    request: OperationRequest,
    prepare?: OperationRequest,
  ) {
    const { context, store } = await scene(request, prepare);
    const operations = await stage.operations({ store });
    stage.cluster.reset();
    const done = await stage.run(operations, context, request);
    expect(done.outcome).toBe('succeeded');
    return stage.cluster.writes.length;
  }

  async function scene(request: OperationRequest, prepare?: OperationRequest) {
    const ns = await stage.namespace();
    await stage.ready(deployment(ns, 'web', { replicas: 2 }));
    if (request.verb === 'stop' || request.verb === 'start') {
      await stage.ready(cronJob(ns, 'report'));
      await stage.create(scaledObject(ns, 'web'));
      await stage.seen('Deployment', ns, 'web', s => s.scaledObject);
    }
    const store = await stage.store();
    const context = stage.context(ns);
    if (prepare) {
      const before = await stage.operations({ store });
      await stage.run(before, context, prepare);
      await before.stop();
    }
    return { ns, context, store };
  }

  it.each(requests)(
    '$request.verb: no write runs twice, and the outcome is true, wherever it ends',
    async ({ request, prepare }) => {
      const expected = await undisturbed(request, prepare);
      expect(expected).toBeGreaterThan(0);
      // Every point, at every write where there are several.
      const deaths = points.flatMap(point =>
        (['intended', 'sent', 'recorded'].includes(point)
          ? Array.from({ length: expected }, (_, i) => i + 1)
          : [1]
        ).map(nth => ({ point, nth })),
      );
      for (const { point, nth } of deaths) {
        const { ns, context, store } = await scene(request, prepare);
        stage.cluster.reset();
        let now = Date.now();
        let passes = 0;
        let dead = false;
        const first = await stage.operations({
          store,
          instanceId: 'first',
          clock: () => new Date(now),
          settings: { leaseMs: LEASE_MS },
          at(reached) {
            if (dead) throw new Error('dead');
            if (reached === point) passes += 1;
            if (passes === nth && reached === point) {
              dead = true;
              throw new Error(`killed at ${point} ${nth}`);
            }
          },
        });
        const { id } = await first.run(context, request);
        await eventually(`death at ${point} ${nth}`, () => dead);
        // The dead one never speaks again; its lease is still held.
        const second = await stage.operations({
          store,
          instanceId: 'second',
          clock: () => new Date(now),
          settings: { leaseMs: LEASE_MS },
          idle: true,
        });
        const writes = stage.cluster.writes.length;
        await second.tick();
        expect(stage.cluster.writes).toHaveLength(writes);
        await first.stop();
        now += LEASE_MS + 1;
        second.start();
        const done = await stage.ended(second, id);
        const words = `${request.verb} killed at ${point} ${nth}`;
        expect([words, done.outcome, done.error]).toEqual([
          words,
          'succeeded',
          undefined,
        ]);
        const sent = stage.cluster.writes.map(key);
        expect([words, sent.length]).toEqual([words, expected]);
        expect([words, new Set(sent).size]).toEqual([words, expected]);
        expect(await stage.get('Deployment', ns, 'web')).toBeDefined();
        await second.stop();
      }
    },
    300_000,
  );

  it('a lost lease stops the first follower before its next write', async () => {
    const { context, store } = await scene({ verb: 'stop', parameters: {} });
    let now = Date.now();
    let release: () => void = () => undefined;
    let asleep = false;
    const first = await stage.operations({
      store,
      instanceId: 'first',
      clock: () => new Date(now),
      settings: { leaseMs: LEASE_MS },
      async at(point) {
        if (point !== 'recorded' || asleep) return;
        // A long pause of the process, between two writes.
        asleep = true;
        await new Promise<void>(resolve => {
          release = resolve;
        });
      },
    });
    const { id } = await first.run(context, { verb: 'stop', parameters: {} });
    await eventually('the pause', () => asleep);
    now += LEASE_MS + 1;
    const second = await stage.operations({
      store,
      instanceId: 'second',
      clock: () => new Date(now),
      settings: { leaseMs: LEASE_MS },
    });
    const done = await stage.ended(second, id);
    expect(done.outcome).toBe('succeeded');
    const writes = stage.cluster.writes.map(key);
    release();
    await first.stop();
    expect(stage.cluster.writes.map(key)).toEqual(writes);
    expect(new Set(writes).size).toBe(writes.length);
    expect((await second.get(id))?.outcome).toBe('succeeded');
  });

  it('an answer that was lost: the object tells that the write arrived', async () => {
    const { context, store } = await scene({ verb: 'restart', parameters: {} });
    const { KubernetesError } = jest.requireActual(
      '@vtasker/backstage-plugin-service-manager-node',
    );
    const operations = await stage.operations({ store });
    let lost = 0;
    stage.cluster.after = request => {
      if (request.method !== 'PATCH' || request.query?.dryRun || lost) return;
      lost += 1;
      throw new KubernetesError({
        status: 0,
        reason: 'Timeout',
        message: 'no answer',
      });
    };
    const done = await stage.run(operations, context, {
      verb: 'restart',
      parameters: {},
    });
    expect([lost, done.outcome]).toEqual([1, 'succeeded']);
    expect(stage.cluster.writes).toHaveLength(1);
    expect(
      (await stage.list('ReplicaSet', context.target.namespace!)).length,
    ).toBe(2);
  });

  it('reverted while no backend ran: overridden, and not written again', async () => {
    const { ns, context, store } = await scene({
      verb: 'restart',
      parameters: {},
    });
    let now = Date.now();
    let dead = false;
    const first = await stage.operations({
      store,
      instanceId: 'first',
      clock: () => new Date(now),
      settings: { leaseMs: LEASE_MS },
      at(point) {
        if (point !== 'sent') return;
        dead = true;
        throw new Error('killed');
      },
    });
    const { id } = await first.run(context, {
      verb: 'deploy',
      parameters: { images: [{ image: ':2.0.0' }] },
    });
    await eventually('death', () => dead);
    await first.stop();
    await stage.patch(
      'Deployment',
      ns,
      'web',
      {
        spec: {
          template: {
            spec: {
              containers: [{ name: 'main', image: 'example/main:1.0.0' }],
            },
          },
        },
      },
      { manager: 'argocd-controller' },
    );
    const writes = stage.cluster.writes.length;
    now += LEASE_MS + 1;
    const second = await stage.operations({
      store,
      clock: () => new Date(now),
      settings: { leaseMs: LEASE_MS },
    });
    expect(await stage.ended(second, id)).toMatchObject({
      outcome: 'overridden',
      overriddenBy: 'argocd-controller',
    });
    expect(stage.cluster.writes).toHaveLength(writes);
  });
});
