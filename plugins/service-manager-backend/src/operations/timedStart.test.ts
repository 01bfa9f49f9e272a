import { KubernetesError } from '@vtasker/backstage-plugin-service-manager-node';
import { sandboxCluster } from './__testUtils__/clusters';
import { cronJob } from './__testUtils__/objects';
import { eventually, onStage } from './__testUtils__/stage';

jest.setTimeout(60_000);

describe('a stop that is remembered', () => {
  const stage = onStage(sandboxCluster);

  it('a stop with a time to come back starts again by itself, once, in the name of who stopped it', async () => {
    const { ns, context } = await stage.scene();
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
    const { ns, context } = await stage.scene();
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
    const { context } = await stage.scene();
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
    const { ns, context } = await stage.scene();
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
    const { ns, context } = await stage.scene();
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
});
