// One suite for two clusters: the test files beside this folder name them.
/* eslint-disable jest/no-export */
import type { OperationRequest } from '@vtasker/backstage-plugin-service-manager-common';
import { autoscaler, cronJob, deployment, scaledObject } from './objects';
import { eventually, onStage, TestCluster } from './stage';
import { isRealWrite } from './ObservedCluster';

const PAUSED = 'autoscaling.keda.sh/paused-replicas';
const RESTARTED = 'kubectl.kubernetes.io/restartedAt';

/** Each verb, with what a foreign manager would write into its field. */
const cases: Array<{
  request: OperationRequest;
  prepare?: 'stopped' | 'paused' | 'second';
  foreign: object;
  patchType?: 'application/merge-patch+json';
}> = [
  {
    request: { verb: 'scale', parameters: { replicas: 3 } },
    foreign: { spec: { replicas: 2 } },
  },
  {
    request: { verb: 'stop', parameters: {} },
    foreign: { spec: { replicas: 2 } },
  },
  {
    request: { verb: 'start', parameters: {} },
    prepare: 'stopped',
    foreign: { spec: { replicas: 2 } },
  },
  {
    request: { verb: 'restart', parameters: {} },
    foreign: {
      spec: {
        template: { metadata: { annotations: { [RESTARTED]: 'by another' } } },
      },
    },
  },
  {
    request: { verb: 'pause', parameters: {} },
    foreign: { spec: { paused: true, replicas: 2 } },
  },
  {
    request: { verb: 'resume', parameters: {} },
    prepare: 'paused',
    foreign: { spec: { paused: null, replicas: 2 } },
  },
  {
    request: { verb: 'deploy', parameters: { images: [{ image: ':3.0.0' }] } },
    foreign: {
      spec: {
        template: {
          spec: { containers: [{ name: 'main', image: 'example/main:9' }] },
        },
      },
    },
  },
  {
    request: { verb: 'rollback', parameters: { revision: 1 } },
    prepare: 'second',
    foreign: {
      spec: {
        template: {
          spec: { containers: [{ name: 'main', image: 'example/main:9' }] },
        },
      },
    },
  },
];

/** Somebody else writes too: before, during and after. On every cluster. */
export function othersContract(open: () => Promise<TestCluster>): void {
  const stage = onStage(open);

  async function prepared(prepare?: 'stopped' | 'paused' | 'second') {
    const ns = await stage.namespace();
    await stage.ready(deployment(ns, 'web'));
    const operations = await stage.operations();
    const context = stage.context(ns);
    if (prepare === 'stopped') {
      await stage.run(operations, context, { verb: 'stop', parameters: {} });
    } else if (prepare === 'paused') {
      await stage.run(operations, context, { verb: 'pause', parameters: {} });
    } else if (prepare === 'second') {
      await stage.run(operations, context, {
        verb: 'deploy',
        parameters: { images: [{ image: ':2.0.0' }] },
      });
    }
    return { ns, operations, context };
  }

  describe.each(cases)('$request.verb', ({ request, prepare, foreign }) => {
    it('conflict in another field: read again, written once, both changes stand', async () => {
      const { ns, operations, context } = await prepared(prepare);
      let done = false;
      stage.cluster.before = async sent => {
        if (done || !isRealWrite(sent)) return;
        done = true;
        await stage.patch('Deployment', ns, 'web', {
          metadata: { labels: { touched: 'yes' } },
        });
      };
      const operation = await stage.run(operations, context, request);
      expect(operation.error).toBeUndefined();
      expect(operation.outcome).toBe('succeeded');
      expect(done).toBe(true);
      const object = await stage.get('Deployment', ns, 'web');
      expect(object.metadata.labels.touched).toBe('yes');
    });

    it('conflict in its own field: nothing is overwritten, and the field manager is named', async () => {
      const { ns, operations, context } = await prepared(prepare);
      let done = false;
      let theirs: any;
      // Only in front of the write to the field itself; a stop marks first.
      const marksOnly = (body: any) => body?.spec === undefined;
      stage.cluster.before = async sent => {
        if (done || !isRealWrite(sent)) return;
        if (!Array.isArray(sent.body) && marksOnly(sent.body)) return;
        done = true;
        theirs = await stage.patch('Deployment', ns, 'web', foreign, {
          manager: 'their-tool',
        });
      };
      const operation = await stage.run(operations, context, request);
      // Who wants the same has left nothing to do.
      const same = request.verb === 'pause' || request.verb === 'resume';
      expect([
        operation.outcome,
        operation.error?.code,
        operation.error?.message.includes('their-tool'),
      ]).toEqual(
        same
          ? ['succeeded', undefined, undefined]
          : ['failed', 'PRECONDITION_FAILED', true],
      );
      const object = await stage.get('Deployment', ns, 'web');
      expect(object.spec).toEqual(theirs.spec);
    });
  });

  it('a foreign manager that reverts at once: overridden, and named', async () => {
    const { ns, operations, context } = await prepared();
    // Pods that never come up keep the operation following.
    const { id } = await operations.run(context, {
      verb: 'scale',
      parameters: { replicas: 400 },
    });
    await eventually('following', async () => {
      const operation = await operations.get(id);
      return operation?.phase === 'following';
    });
    await stage.patch(
      'Deployment',
      ns,
      'web',
      { spec: { replicas: 1 } },
      { manager: 'argocd-controller' },
    );
    const operation = await stage.ended(operations, id);
    expect(operation).toMatchObject({
      outcome: 'overridden',
      overriddenBy: 'argocd-controller',
      undoable: false,
    });
  });

  it('a foreign manager that reverts after success: overridden in the late watch', async () => {
    const { ns, operations, context } = await prepared();
    const done = await stage.run(operations, context, {
      verb: 'restart',
      parameters: {},
    });
    expect(done.outcome).toBe('succeeded');
    // As Flux does (flux2#2526): it strips the annotation.
    await stage.patch(
      'Deployment',
      ns,
      'web',
      {
        metadata: { annotations: { 'example.com/reconciled': ns } },
        spec: {
          template: { metadata: { annotations: { [RESTARTED]: null } } },
        },
      },
      { manager: 'kustomize-controller' },
    );
    await eventually('overridden', async () => {
      const operation = await operations.get(done.id);
      return operation?.outcome === 'overridden';
    });
    expect((await operations.get(done.id))?.overriddenBy).toBe(
      'kustomize-controller',
    );
  });

  it('a removal that leaves no trace: overridden, by nobody that can be named', async () => {
    const { ns, operations, context } = await prepared();
    const done = await stage.run(operations, context, {
      verb: 'restart',
      parameters: {},
    });
    await stage.patch('Deployment', ns, 'web', {
      spec: { template: { metadata: { annotations: { [RESTARTED]: null } } } },
    });
    await eventually('overridden', async () => {
      const operation = await operations.get(done.id);
      return operation?.outcome === 'overridden';
    });
    expect((await operations.get(done.id))?.overriddenBy).toBe(
      'an unknown field manager',
    );
  });

  it('a foreign change of another field is no override', async () => {
    const { ns, operations, context } = await prepared();
    const done = await stage.run(operations, context, {
      verb: 'scale',
      parameters: { replicas: 2 },
    });
    await stage.patch('Deployment', ns, 'web', {
      spec: { revisionHistoryLimit: 3 },
    });
    await stage.seen(
      'Deployment',
      ns,
      'web',
      ({ workload }) => workload.metadata.generation === 3,
    );
    await operations.tick();
    expect((await operations.get(done.id))?.outcome).toBe('succeeded');
  });

  it('undo is refused when somebody changed the same field since', async () => {
    const { ns, operations, context } = await prepared();
    const done = await stage.run(operations, context, {
      verb: 'deploy',
      parameters: { images: [{ image: ':2.0.0' }] },
    });
    await operations.stop();
    await stage.patch('Deployment', ns, 'web', cases[6].foreign, {
      manager: 'helm',
    });
    await expect(operations.undo(context, done.id)).rejects.toMatchObject({
      code: 'NOT_UNDOABLE',
      message: expect.stringContaining('helm'),
    });
  });

  it('HPA: start is clamped to its bounds, and its own scaling is no override', async () => {
    const ns = await stage.namespace();
    await stage.ready(deployment(ns, 'web', { replicas: 1 }));
    const operations = await stage.operations();
    const context = stage.context(ns);
    await stage.run(operations, context, { verb: 'stop', parameters: {} });
    // The name says nothing: it is found by scaleTargetRef.
    await stage.create(autoscaler(ns, 'web', { min: 2, max: 4 }));
    await stage.seen('Deployment', ns, 'web', ({ hpa }) => hpa);
    const preview = await operations.preview(context, {
      verb: 'start',
      parameters: {},
    });
    expect(preview.changes[0].then).toBe('2 replicas');
    const started = await stage.run(operations, context, {
      verb: 'start',
      parameters: {},
    });
    expect(started.error).toBeUndefined();
    expect(started.outcome).toBe('succeeded');
    await stage.patch(
      'Deployment',
      ns,
      'web',
      { spec: { replicas: 3 } },
      { manager: 'kube-controller-manager' },
    );
    await stage.seen(
      'Deployment',
      ns,
      'web',
      ({ workload }) => (workload as any).spec.replicas === 3,
    );
    await operations.tick();
    expect((await operations.get(started.id))?.outcome).toBe('succeeded');
  });

  it.each([
    ['without an earlier value', undefined],
    ['with an earlier value', '2'],
  ])('KEDA %s: paused by stop, given back by start', async (_, earlier) => {
    const ns = await stage.namespace();
    await stage.ready(deployment(ns, 'web', { replicas: 2 }));
    await stage.create(
      scaledObject(ns, 'web', earlier ? { [PAUSED]: earlier } : undefined),
    );
    await stage.seen('Deployment', ns, 'web', s => s.scaledObject);
    const operations = await stage.operations();
    const context = stage.context(ns);
    const stopped = await stage.run(operations, context, {
      verb: 'stop',
      parameters: {},
    });
    expect(stopped.error).toBeUndefined();
    expect(stopped.outcome).toBe('succeeded');
    const paused = async () =>
      (await stage.get('ScaledObject', ns, 'web-keda')).metadata.annotations?.[
        PAUSED
      ];
    expect(await paused()).toBe('0');
    const started = await stage.run(operations, context, {
      verb: 'start',
      parameters: {},
    });
    expect(started.error).toBeUndefined();
    expect(started.outcome).toBe('succeeded');
    expect(await paused()).toBe(earlier);
    expect((await stage.get('Deployment', ns, 'web')).spec.replicas).toBe(2);
  });

  it('cancel puts back what was changed so far', async () => {
    const ns = await stage.namespace();
    await stage.ready(deployment(ns, 'web', { replicas: 1 }));
    await stage.ready(cronJob(ns, 'report'));
    const operations = await stage.operations();
    const context = stage.context(ns);
    const { id } = await operations.run(context, {
      verb: 'deploy',
      parameters: {
        workload: stage.ref('Deployment', ns, 'web').id,
        images: [{ image: ':2.0.0-pull-fails' }],
      },
    });
    await eventually('following', async () => {
      const operation = await operations.get(id);
      return operation?.phase === 'following';
    });
    await expect(
      operations.run(context, { verb: 'restart', parameters: {} }),
    ).rejects.toMatchObject({ code: 'OPERATION_RUNNING' });
    const preview = await operations.preview(context, {
      verb: 'stop',
      parameters: {},
    });
    expect(preview.guards[0]).toMatchObject({
      code: 'operation-running',
      severity: 'block',
    });
    await operations.cancel(id, { ref: 'user:default/bob' });
    const ended = await stage.ended(operations, id);
    expect(ended).toMatchObject({ outcome: 'cancelled', undoable: false });
    const { spec } = await stage.get('Deployment', ns, 'web');
    expect(spec.template.spec.containers[0].image).toBe('example/main:1.0.0');
    await expect(
      operations.cancel(id, { ref: 'user:default/bob' }),
    ).rejects.toMatchObject({ code: 'OPERATION_ENDED' });
  });
}
