import { isRealWrite } from './__testUtils__/ObservedCluster';
import { sandboxCluster } from './__testUtils__/clusters';
import { cronJob, deployment } from './__testUtils__/objects';
import { eventually, Stage } from './__testUtils__/stage';
import { KubernetesError } from '@vtasker/backstage-plugin-service-manager-node';

jest.setTimeout(60_000);

describe('Operations', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = new Stage(await sandboxCluster());
    await stage.start();
  }, 60_000);
  afterEach(() => stage.afterEach());
  afterAll(() => stage?.stop());

  const restart = { verb: 'restart' as const, parameters: {} };

  async function scene() {
    const ns = await stage.namespace();
    await stage.ready(deployment(ns, 'web', { replicas: 2 }));
    return { ns, context: stage.context(ns) };
  }

  it('preview changes nothing, and a change since then is a failed precondition', async () => {
    const { ns, context } = await scene();
    const operations = await stage.operations();
    const preview = await operations.preview(context, restart);
    expect(preview.changes).toHaveLength(1);
    expect(stage.cluster.writes).toEqual([]);
    // Status and metadata may change; the spec may not.
    await stage.patch('Deployment', ns, 'web', {
      metadata: { labels: { a: 'b' } },
    });
    expect((await operations.preview(context, restart)).precondition).toBe(
      preview.precondition,
    );
    await stage.patch('Deployment', ns, 'web', {
      spec: { minReadySeconds: 1 },
    });
    await expect(
      operations.run(context, restart, { precondition: preview.precondition }),
    ).rejects.toMatchObject({ status: 412, code: 'PRECONDITION_FAILED' });
    expect(stage.cluster.writes).toEqual([]);
  });

  it('a repeated key acts once; with another body it is refused', async () => {
    const { context } = await scene();
    const operations = await stage.operations();
    const options = { idempotencyKey: 'k1', reason: 'r' };
    const [a, b] = await Promise.all([
      operations.run(context, restart, options),
      operations.run(context, restart, options),
    ]);
    expect(a.id).toBe(b.id);
    await stage.ended(operations, a.id);
    expect((await operations.run(context, restart, options)).id).toBe(a.id);
    await expect(
      operations.run(context, restart, { ...options, reason: 'other' }),
    ).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(stage.cluster.writes).toHaveLength(1);
  });

  it('keeps which guards the person said to have seen', async () => {
    const { context } = await scene();
    const operations = await stage.operations();
    const acknowledged = ['dependents', 'gitops-owner'];
    const options = { acknowledged: [...acknowledged, 'dependents'] };
    const done = await stage.run(operations, context, restart, {
      ...options,
      idempotencyKey: 'k2',
    });
    expect(done.acknowledged).toEqual(acknowledged);
    const { items } = await operations.list(context.entityRef);
    expect(items[0].acknowledged).toEqual(acknowledged);
    // To have seen less is another request.
    await expect(
      operations.run(context, restart, { idempotencyKey: 'k2' }),
    ).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    const without = await stage.run(operations, context, restart);
    expect(without.acknowledged).toBeUndefined();
  });

  it('a second operation while one runs is refused', async () => {
    const { context } = await scene();
    const operations = await stage.operations({ idle: true });
    await operations.run(context, restart);
    await expect(operations.run(context, restart)).rejects.toMatchObject({
      code: 'OPERATION_RUNNING',
    });
  });

  it('two backends on one database never both act', async () => {
    const { context } = await scene();
    const store = await stage.store();
    const both = [
      await stage.operations({ store, instanceId: 'a' }),
      await stage.operations({ store, instanceId: 'b' }),
    ];
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) => both[i % 2].run(context, restart)),
    );
    const accepted = results.filter(r => r.status === 'fulfilled');
    expect(accepted).toHaveLength(1);
    const { id } = (accepted[0] as PromiseFulfilledResult<any>).value;
    expect((await stage.ended(both[0], id)).outcome).toBe('succeeded');
    expect(stage.cluster.writes).toHaveLength(1);
  });

  it('a stop with a time to come back starts again by itself, once, in the name of who stopped it', async () => {
    const { ns, context } = await scene();
    await stage.ready(cronJob(ns, 'report'));
    const store = await stage.store();
    let now = Date.now();
    const clock = () => new Date(now);
    const both = [
      await stage.operations({ store, clock, instanceId: 'a' }),
      await stage.operations({ store, clock, instanceId: 'b' }),
    ];
    await expect(
      both[0].preview(context, {
        verb: 'stop',
        parameters: { until: new Date(now - 1).toISOString() },
      }),
    ).rejects.toMatchObject({
      code: 'UNTIL_IN_PAST',
      field: 'parameters.until',
    });
    const until = new Date(now + 3_600_000).toISOString();
    const stopped = await stage.run(
      both[0],
      context,
      { verb: 'stop', parameters: { until } },
      { reason: 'lunch' },
    );
    expect(stopped.outcome).toBe('succeeded');
    await both[0].tick();
    expect((await both[0].list(context.entityRef)).items).toHaveLength(1);
    now += 3_600_001;
    const started = await eventually('the start', async () => {
      const { items } = await both[0].list(context.entityRef);
      return items.find(o => o.verb === 'start' && o.phase === 'ended');
    });
    expect(started).toMatchObject({
      outcome: 'succeeded',
      actor: 'user:default/ann',
      reason: expect.stringContaining('lunch'),
    });
    await Promise.all(both.map(one => one.tick()));
    expect((await both[0].list(context.entityRef)).items).toHaveLength(2);
    expect((await stage.get('Deployment', ns, 'web')).spec.replicas).toBe(2);
    expect((await stage.get('CronJob', ns, 'report')).spec.suspend).toBe(false);
  });

  it('a timed start that has lost its entity ends without a start, once', async () => {
    const { ns, context } = await scene();
    const store = await stage.store();
    let now = Date.now();
    const onDue = jest.fn(async () => {
      throw Object.assign(new Error('gone'), { code: 'ENTITY_NOT_FOUND' });
    });
    const operations = await stage.operations({
      store,
      clock: () => new Date(now),
      onDue,
    });
    const until = new Date(now + 3_600_000).toISOString();
    const stop = { verb: 'stop' as const, parameters: { until } };
    const stopped = await stage.run(operations, context, stop);
    now += 3_600_001;
    await eventually('the time', () => onDue.mock.calls.length > 0);
    await eventually(
      'the end of it',
      async () => (await store.dueMemories(new Date(now))).length === 0,
    );
    now += 3_600_000;
    await operations.tick();
    expect(onDue.mock.calls).toEqual([
      [
        {
          entityRef: context.entityRef,
          actor: 'user:default/ann',
          stopId: stopped.id,
          until,
          workloads: [stage.ref('Deployment', ns, 'web').id],
        },
        expect.any(Function),
      ],
    ]);
    expect((await stage.get('Deployment', ns, 'web')).spec.replicas).toBe(0);
    // It can still be started by hand, with what it had.
    const start = { verb: 'start' as const, parameters: {} };
    await stage.run(operations, context, start);
    expect((await stage.get('Deployment', ns, 'web')).spec.replicas).toBe(2);
  });

  it('a timed start that cannot be done now is tried again, a minute later', async () => {
    const { context } = await scene();
    let now = Date.now();
    const onDue = jest
      .fn(async (_: unknown, start: any) => {
        await start(context.target);
      })
      .mockRejectedValueOnce(new Error('the catalog is away'));
    const operations = await stage.operations({
      clock: () => new Date(now),
      onDue,
    });
    const until = new Date(now + 3_600_000).toISOString();
    const stop = { verb: 'stop' as const, parameters: { until } };
    await stage.run(operations, context, stop);
    now += 3_600_001;
    await eventually('the time', () => onDue.mock.calls.length > 0);
    await operations.tick();
    await operations.tick();
    expect(onDue).toHaveBeenCalledTimes(1);
    now += 60_000;
    await eventually('the start', async () => {
      const { items } = await operations.list(context.entityRef);
      return items.find(o => o.verb === 'start' && o.phase === 'ended');
    });
    expect(onDue).toHaveBeenCalledTimes(2);
  });

  it('a stop that came to nothing remembers nothing, and starts nothing later', async () => {
    const { ns, context } = await scene();
    const operations = await stage.operations();
    stage.cluster.before = request => {
      if (request.method === 'PATCH' && !request.query?.dryRun) {
        throw new KubernetesError({
          status: 403,
          reason: 'Forbidden',
          message: 'no',
        });
      }
    };
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const stop = { verb: 'stop' as const, parameters: { until } };
    const failed = await stage.run(operations, context, stop);
    expect(failed.outcome).toBe('failed');
    const { id } = stage.ref('Deployment', ns, 'web');
    expect((await operations.stopMemories([id])).size).toBe(0);
  });

  it('half a stop is remembered, for the start that mends it', async () => {
    const { ns, context } = await scene();
    const operations = await stage.operations();
    stage.cluster.before = request => {
      if (request.path.endsWith('/scale') && !request.query?.dryRun) {
        throw new KubernetesError({
          status: 403,
          reason: 'Forbidden',
          message: 'no',
        });
      }
    };
    const stop = { verb: 'stop' as const, parameters: {} };
    const failed = await stage.run(operations, context, stop);
    expect(failed.outcome).toBe('failed');
    const { id } = stage.ref('Deployment', ns, 'web');
    expect((await operations.stopMemories([id])).get(id)).toMatchObject({
      replicas: 2,
    });
  });

  it('a late revert: over at once, free for the next, overridden minutes later', async () => {
    const { ns, context } = await scene();
    let now = Date.now();
    const operations = await stage.operations({ clock: () => new Date(now) });
    const done = await stage.run(operations, context, {
      verb: 'scale',
      parameters: { replicas: 3 },
    });
    expect(done).toMatchObject({ phase: 'ended', outcome: 'succeeded' });
    expect(done.cancellable).toBe(false);
    expect(await operations.running(context.entityRef)).toBeUndefined();
    const preview = await operations.preview(context, restart);
    expect(preview.guards.map(guard => guard.code)).not.toContain(
      'operation-running',
    );
    // As late as the interval of Flux.
    now += 9 * 60_000;
    await operations.tick();
    await stage.patch(
      'Deployment',
      ns,
      'web',
      { spec: { replicas: 2 } },
      { manager: 'kustomize-controller' },
    );
    const reverted = await eventually('the revert', async () => {
      const operation = await operations.get(done.id);
      return operation?.outcome === 'overridden' ? operation : undefined;
    });
    expect(reverted).toMatchObject({
      overriddenBy: 'kustomize-controller',
      endedAt: done.endedAt,
    });
  });

  it('a success that a newer operation replaces is superseded, not overridden by ourselves', async () => {
    const { context } = await scene();
    const store = await stage.store();
    const operations = await stage.operations({ store, instanceId: 'a' });
    const other = await stage.operations({ store, instanceId: 'b' });
    const scaleTo = (replicas: number) => ({
      verb: 'scale' as const,
      parameters: { replicas },
    });
    const first = await stage.run(operations, context, scaleTo(3));
    const second = await stage.run(other, context, scaleTo(1));
    expect(second.outcome).toBe('succeeded');
    // Whoever watched the first one looks once more.
    await Promise.all([operations.tick(), other.tick()]);
    expect((await operations.get(first.id))?.outcome).toBe('superseded');
  });

  it('the late watch ends, and the lease with it', async () => {
    const { context } = await scene();
    const store = await stage.store();
    let now = Date.now();
    const operations = await stage.operations({
      store,
      clock: () => new Date(now),
      settings: { watchAfterSuccessMs: 60_000 },
    });
    const done = await stage.run(operations, context, restart);
    expect((await store.get(done.id))?.watchUntil).toBeDefined();
    now += 60_001;
    await operations.tick();
    expect((await store.get(done.id))?.watchUntil).toBeUndefined();
    expect((await operations.get(done.id))?.outcome).toBe('succeeded');
  });

  it('what the cluster never shows ends as failed, not as succeeded', async () => {
    const { context } = await scene();
    let now = Date.now();
    const operations = await stage.operations({
      clock: () => new Date(now),
      settings: { followDeadlineMs: 60_000 },
    });
    const { id } = await operations.run(context, {
      verb: 'deploy',
      parameters: { images: [{ image: ':2.0.0-pull-fails' }] },
    });
    await eventually('following', async () => {
      const operation = await operations.get(id);
      return operation?.phase === 'following';
    });
    now += 60_001;
    expect(await stage.ended(operations, id)).toMatchObject({
      outcome: 'failed',
      error: { code: 'NOT_SEEN_IN_TIME' },
      undoable: true,
    });
  });

  it.each([
    [
      403,
      'deployments.apps "web" is forbidden: User "p" cannot patch resource "deployments"',
      'CLUSTER_FORBIDDEN',
    ],
    [
      403,
      'deployments.apps "web" is forbidden: exceeded quota: team',
      'CLUSTER_REJECTED',
    ],
    [400, 'admission webhook "policy" denied the request', 'CLUSTER_REJECTED'],
    [422, 'Deployment.apps "web" is invalid', 'CLUSTER_REJECTED'],
    [503, 'the server is shutting down', 'CLUSTER_UNAVAILABLE'],
  ])(
    'an API server that answers %s "%s": %s, before anything is done',
    async (status, message, code) => {
      const { context } = await scene();
      const operations = await stage.operations();
      stage.cluster.before = request => {
        if (request.method === 'PATCH') {
          throw new KubernetesError({
            status,
            reason: 'x',
            message,
            causes: [{ field: 'spec.x' }],
          });
        }
      };
      const refused = {
        code,
        field: 'spec.x',
        message: expect.stringContaining(message),
      };
      await expect(operations.preview(context, restart)).rejects.toMatchObject(
        refused,
      );
      await expect(operations.run(context, restart)).rejects.toMatchObject(
        refused,
      );
      expect((await operations.list(context.entityRef)).items).toEqual([]);
    },
  );

  it('an API server that comes back forbids everything at first: it is waited for', async () => {
    const { context } = await scene();
    const operations = await stage.operations();
    let asked = 0;
    stage.cluster.before = request => {
      if (!isRealWrite(request) && asked === 0) return;
      asked += 1;
      if (asked > 3) return;
      throw new KubernetesError({
        status: asked === 1 ? 0 : 403,
        reason: 'x',
        message:
          asked === 1
            ? 'connect ECONNREFUSED'
            : 'deployments.apps "web" is forbidden: User "p" cannot get resource "deployments"',
      });
    };
    const done = await stage.run(operations, context, restart);
    expect([done.outcome, done.error]).toEqual(['succeeded', undefined]);
    expect(asked).toBeGreaterThan(3);
    expect(stage.cluster.writes).toHaveLength(1);
  });

  it('names the workload where a service has several', async () => {
    const { ns, context } = await scene();
    await stage.ready(deployment(ns, 'api'));
    await stage.ready(cronJob(ns, 'report'));
    const operations = await stage.operations();
    const scale = (workload?: string) =>
      operations.preview(context, {
        verb: 'scale',
        parameters: { workload, replicas: 4 },
      });
    await expect(scale()).rejects.toMatchObject({
      code: 'WORKLOAD_REQUIRED',
      field: 'parameters.workload',
      nextStep: expect.stringContaining('Deployment api'),
    });
    await expect(scale('nonsense')).rejects.toMatchObject({
      code: 'WORKLOAD_NOT_FOUND',
    });
    await expect(
      scale(stage.ref('CronJob', ns, 'report').id),
    ).rejects.toMatchObject({ code: 'VERB_NOT_APPLICABLE' });
    const preview = await scale(stage.ref('Deployment', ns, 'api').id);
    expect(preview.changes).toHaveLength(1);
    expect(preview.untouched).toHaveLength(2);
  });

  it('says when a reason is required, and refuses a cursor of its own making', async () => {
    const { context } = await scene();
    const operations = await stage.operations({
      settings: { reasonRequired: true },
    });
    await expect(operations.run(context, restart)).rejects.toMatchObject({
      code: 'REASON_REQUIRED',
      field: 'reason',
    });
    await expect(
      operations.list(context.entityRef, { cursor: 'x' }),
    ).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
  });

  it('tells its listeners of every step', async () => {
    const { context } = await scene();
    const operations = await stage.operations();
    const phases: string[] = [];
    operations.onChange(operation => phases.push(operation.phase));
    await stage.run(operations, context, restart);
    expect([...new Set(phases)]).toEqual([
      'accepted',
      'acting',
      'following',
      'ended',
    ]);
  });
});
