import { sandboxCluster } from './__testUtils__/clusters';
import { eventually, onStage } from './__testUtils__/stage';

jest.setTimeout(60_000);

describe('an operation after its last write', () => {
  const stage = onStage(sandboxCluster);

  const restart = { verb: 'restart' as const, parameters: {} };

  it('a late revert: over at once, free for the next, overridden minutes later', async () => {
    const { ns, context } = await stage.scene();
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
    const { context } = await stage.scene();
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
    const { context } = await stage.scene();
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
    const { context } = await stage.scene();
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
});
