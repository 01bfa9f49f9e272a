// One suite for two clusters: the test files beside this folder name them.
/* eslint-disable jest/no-export */
import { deployment, daemonSet, statefulSet } from './objects';
import { onStage, TestCluster } from './stage';

const TRACKING = 'argocd.argoproj.io/tracking-id';
const CAUSE = 'kubernetes.io/change-cause';

function image(tag: string, more: object = {}) {
  return {
    spec: {
      template: {
        spec: {
          containers: [{ name: 'main', image: `example/main:${tag}` }],
          ...more,
        },
      },
    },
  };
}

/** Rollbacks, the same on every cluster. */
export function rollbackContract(open: () => Promise<TestCluster>): void {
  const stage = onStage(open);

  const tag = (object: any) =>
    object.spec.template.spec.containers[0].image.split(':')[1];

  it('Deployment: by ReplicaSet of the same owner, keeps annotations, and back by undo', async () => {
    const ns = await stage.namespace();
    await stage.ready(
      deployment(ns, 'web', {
        replicas: 2,
        annotations: { [TRACKING]: `app:apps/Deployment:${ns}/web` },
      }),
    );
    await stage.patch('Deployment', ns, 'web', {
      metadata: { annotations: { [CAUSE]: 'the second' } },
      ...image('2.0.0'),
    });
    await stage.seen('Deployment', ns, 'web', ({ workload, replicaSets }) => {
      const status = workload.status as any;
      return replicaSets.length === 2 && status.updatedReplicas === 2;
    });
    const operations = await stage.operations();
    const context = stage.context(ns);

    const revisions = await operations.revisions(context);
    expect(revisions.map(r => [r.revision, r.current])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect(revisions[1].diff).toEqual([
      {
        path: 'spec.template.spec.containers[main].image',
        before: 'example/main:2.0.0',
        after: 'example/main:1.0.0',
      },
    ]);
    const rollback = (revision: number) => ({
      verb: 'rollback' as const,
      parameters: { revision },
    });
    await expect(
      operations.preview(context, rollback(9)),
    ).rejects.toMatchObject({
      code: 'REVISION_NOT_FOUND',
      field: 'parameters.revision',
      nextStep: expect.stringContaining('2, 1'),
    });
    await expect(operations.run(context, rollback(2))).rejects.toMatchObject({
      code: 'VERB_NOT_APPLICABLE',
    });

    const done = await stage.run(operations, context, rollback(1));
    expect(done.error).toBeUndefined();
    expect(done).toMatchObject({ outcome: 'succeeded', undoable: true });
    const after = await stage.get('Deployment', ns, 'web');
    expect(tag(after)).toBe('1.0.0');
    expect(after.metadata.annotations[TRACKING]).toBe(
      `app:apps/Deployment:${ns}/web`,
    );
    expect(after.spec.template.metadata.labels).toEqual({ app: 'web' });
    // The very ReplicaSet came back: no new one was made.
    expect(await stage.list('ReplicaSet', ns)).toHaveLength(2);

    const undo = await operations.undo(context, done.id);
    expect((await stage.ended(operations, undo.id)).outcome).toBe('succeeded');
    const back = await stage.get('Deployment', ns, 'web');
    expect(tag(back)).toBe('2.0.0');
    expect(back.metadata.annotations[CAUSE]).toBe('the second');
  });

  it('DaemonSet: by ControllerRevision, and back by undo', async () => {
    const ns = await stage.namespace();
    await stage.ready(daemonSet(ns, 'agent'));
    await stage.patch('DaemonSet', ns, 'agent', image('2.0.0'));
    await stage.seen('DaemonSet', ns, 'agent', ({ workload }) => {
      const { metadata, status } = workload as any;
      return (
        metadata.generation === 2 &&
        status.observedGeneration === 2 &&
        status.updatedNumberScheduled === status.desiredNumberScheduled
      );
    });
    const operations = await stage.operations();
    const context = stage.context(ns);
    const done = await stage.run(operations, context, {
      verb: 'rollback',
      parameters: { revision: 1 },
    });
    expect(done.error).toBeUndefined();
    expect(done.outcome).toBe('succeeded');
    expect(tag(await stage.get('DaemonSet', ns, 'agent'))).toBe('1.0.0');
    const undo = await operations.undo(context, done.id);
    expect((await stage.ended(operations, undo.id)).outcome).toBe('succeeded');
    expect(tag(await stage.get('DaemonSet', ns, 'agent'))).toBe('2.0.0');
  });

  it('StatefulSet: by ControllerRevision, and back by undo', async () => {
    const ns = await stage.namespace();
    await stage.ready(statefulSet(ns, 'db', { replicas: 2 }));
    await stage.patch('StatefulSet', ns, 'db', image('2.0.0'));
    await stage.seen('StatefulSet', ns, 'db', ({ workload }) => {
      const { status } = workload as any;
      return (
        status.observedGeneration === 2 &&
        status.updateRevision === status.currentRevision &&
        status.availableReplicas === 2
      );
    });
    const operations = await stage.operations();
    const context = stage.context(ns);
    const done = await stage.run(operations, context, {
      verb: 'rollback',
      parameters: { revision: 1 },
    });
    expect(done.error).toBeUndefined();
    expect(done.outcome).toBe('succeeded');
    expect(tag(await stage.get('StatefulSet', ns, 'db'))).toBe('1.0.0');
    const undo = await operations.undo(context, done.id);
    expect((await stage.ended(operations, undo.id)).outcome).toBe('succeeded');
    expect(tag(await stage.get('StatefulSet', ns, 'db'))).toBe('2.0.0');
  });

  it('stuck StatefulSet (kubernetes#67250): the patch first, then the pod on the bad revision', async () => {
    const ns = await stage.namespace();
    await stage.ready(statefulSet(ns, 'db', { replicas: 2 }));
    const good = (await stage.list('Pod', ns)).find(
      pod => pod.metadata.name === 'db-0',
    );
    // No node has this label, so the pod of the new revision stays pending.
    await stage.patch(
      'StatefulSet',
      ns,
      'db',
      image('2.0.0', { nodeSelector: { 'example.com/none': 'here' } }),
    );
    await stage.seen('StatefulSet', ns, 'db', ({ workload, pods }) => {
      const { status } = workload as any;
      return pods.some(
        pod =>
          pod.metadata.name === 'db-1' &&
          pod.status.phase === 'Pending' &&
          !pod.metadata.deletionTimestamp &&
          pod.metadata.labels?.['controller-revision-hash'] ===
            status.updateRevision,
      );
    });
    const operations = await stage.operations();
    const done = await stage.run(operations, stage.context(ns), {
      verb: 'rollback',
      parameters: { revision: 1 },
    });
    expect(done.error).toBeUndefined();
    expect(done.outcome).toBe('succeeded');
    expect(stage.cluster.writes.map(w => `${w.method} ${w.path}`)).toEqual([
      `PATCH /apis/apps/v1/namespaces/${ns}/statefulsets/db`,
      `DELETE /api/v1/namespaces/${ns}/pods/db-1`,
    ]);
    const pods = await stage.list('Pod', ns);
    // The healthy pod was not touched.
    expect(pods.find(pod => pod.metadata.name === 'db-0').metadata.uid).toBe(
      good.metadata.uid,
    );
    for (const pod of pods) {
      expect(pod.spec.containers[0].image).toBe('example/main:1.0.0');
    }
  });
}
