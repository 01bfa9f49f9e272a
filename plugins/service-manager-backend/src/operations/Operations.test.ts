import { isRealWrite } from './__testUtils__/ObservedCluster';
import { sandboxCluster } from './__testUtils__/clusters';
import { cronJob, deployment } from './__testUtils__/objects';
import { onStage } from './__testUtils__/stage';
import { KubernetesError } from '@vtasker/backstage-plugin-service-manager-node';

jest.setTimeout(60_000);

describe('Operations', () => {
  const stage = onStage(sandboxCluster);

  const restart = { verb: 'restart' as const, parameters: {} };

  it('preview changes nothing, and a change since then is a failed precondition', async () => {
    const { ns, context } = await stage.scene();
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
    const { context } = await stage.scene();
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
    const { context } = await stage.scene();
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
    const { context } = await stage.scene();
    const operations = await stage.operations({ idle: true });
    await operations.run(context, restart);
    await expect(operations.run(context, restart)).rejects.toMatchObject({
      code: 'OPERATION_RUNNING',
    });
  });

  it('two backends on one database never both act', async () => {
    const { context } = await stage.scene();
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
      const { context } = await stage.scene();
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
    const { context } = await stage.scene();
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
    const { ns, context } = await stage.scene();
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
    const { context } = await stage.scene();
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
    const { context } = await stage.scene();
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
