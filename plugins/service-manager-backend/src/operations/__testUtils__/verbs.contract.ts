// One suite for two clusters: the test files beside this folder name them.
/* eslint-disable jest/no-export */
import {
  FIELD_MANAGER,
  OperationRequest,
  STOPPED_ANNOTATION,
} from '@vtasker/backstage-plugin-service-manager-common';
import { deriveWorkloadStatus } from '../../workloads';
import { cronJob, daemonSet, deployment, statefulSet } from './objects';
import { onStage, TestCluster } from './stage';

/** Every verb there and back, the same on every cluster. */
export function verbsContract(open: () => Promise<TestCluster>): void {
  const stage = onStage(open);

  it('restart: changes only the restart annotation, and every pod', async () => {
    const ns = await stage.namespace();
    await stage.ready(deployment(ns, 'web', { replicas: 2 }));
    const before = await stage.get('Deployment', ns, 'web');
    const pods = (await stage.list('Pod', ns)).map(pod => pod.metadata.uid);
    const operations = await stage.operations();
    const operation = await stage.run(operations, stage.context(ns), {
      verb: 'restart',
      parameters: {},
    });
    expect(operation).toMatchObject({ outcome: 'succeeded', undoable: false });
    const after = await stage.get('Deployment', ns, 'web');
    const { annotations } = after.spec.template.metadata;
    expect(Object.keys(annotations)).toEqual([
      'kubectl.kubernetes.io/restartedAt',
    ]);
    // RFC 3339, to the second, as kubectl writes it.
    expect(Object.values(annotations)).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    ]);
    after.spec.template.metadata = before.spec.template.metadata;
    expect(after.spec).toEqual(before.spec);
    const now = (await stage.list('Pod', ns)).filter(
      pod => !pod.metadata.deletionTimestamp,
    );
    expect(now).toHaveLength(2);
    for (const pod of now) expect(pods).not.toContain(pod.metadata.uid);
    expect(
      after.metadata.managedFields.map((entry: any) => entry.manager),
    ).toContain(FIELD_MANAGER);
    await expect(
      operations.undo(stage.context(ns), operation.id),
    ).rejects.toMatchObject({ code: 'NOT_UNDOABLE' });
  });

  it('scale: up, and back by undo', async () => {
    const ns = await stage.namespace();
    await stage.ready(deployment(ns, 'web', { replicas: 1 }));
    const operations = await stage.operations();
    const context = stage.context(ns);
    const up = await stage.run(operations, context, {
      verb: 'scale',
      parameters: { replicas: 3 },
    });
    expect(up).toMatchObject({
      outcome: 'succeeded',
      undoable: true,
      targets: [
        {
          before: { replicas: 1 },
          after: { replicas: 3 },
          diff: [{ path: 'spec.replicas', before: 1, after: 3 }],
        },
      ],
    });
    expect(up.steps.at(-1)).toMatchObject({
      state: 'done',
      progress: { done: 3, total: 3 },
    });
    const writes = stage.cluster.writes.map(w => `${w.method} ${w.path}`);
    expect(writes).toEqual([
      `PATCH /apis/apps/v1/namespaces/${ns}/deployments/web/scale`,
    ]);
    const undo = await operations.undo(context, up.id);
    expect(undo.undoOf).toBe(up.id);
    expect((await stage.ended(operations, undo.id)).outcome).toBe('succeeded');
    const { spec, status } = await stage.get('Deployment', ns, 'web');
    expect([spec.replicas, status.replicas]).toEqual([1, 1]);
    // Undone is not superseded.
    expect(await operations.get(up.id)).toMatchObject({
      outcome: 'succeeded',
      undoneBy: undo.id,
      undoable: false,
    });
  });

  it('stop and start: Deployment, StatefulSet and CronJob come back exactly', async () => {
    const ns = await stage.namespace();
    await Promise.all([
      stage.ready(deployment(ns, 'web', { replicas: 3 })),
      stage.ready(statefulSet(ns, 'db', { replicas: 2 })),
      stage.ready(cronJob(ns, 'report')),
      // Suspended by somebody else: start must leave it so.
      stage.ready(cronJob(ns, 'parked', { suspend: true })),
      stage.ready(daemonSet(ns, 'agent')),
    ]);
    const operations = await stage.operations();
    const context = stage.context(ns);
    const preview = await operations.preview(context, {
      verb: 'stop',
      parameters: {},
    });
    expect(
      preview.changes.map(c => [c.workload.name, c.now, c.then]).sort(),
    ).toEqual([
      ['db', '2 replicas', 'stopped'],
      ['report', 'runs at 0 3 1 1 *', 'suspended'],
      ['web', '3 replicas', 'stopped'],
    ]);
    expect(
      preview.untouched.map(({ workload }) => workload.name).sort(),
    ).toEqual(['agent', 'parked']);
    expect(stage.cluster.writes).toEqual([]);

    const stopped = await stage.run(
      operations,
      context,
      { verb: 'stop', parameters: {} },
      { reason: 'quiet night', precondition: preview.precondition },
    );
    expect(stopped.error).toBeUndefined();
    expect(stopped.outcome).toBe('succeeded');
    const web = await stage.get('Deployment', ns, 'web');
    expect([web.spec.replicas, web.status.replicas ?? 0]).toEqual([0, 0]);
    expect(JSON.parse(web.metadata.annotations[STOPPED_ANNOTATION])).toEqual({
      replicas: 3,
      by: 'user:default/ann',
      at: stopped.createdAt,
      reason: 'quiet night',
    });
    const left = (await stage.list('Pod', ns)).map(
      pod => pod.metadata.labels.app,
    );
    expect(new Set(left)).toEqual(new Set(['agent']));
    expect((await stage.get('CronJob', ns, 'report')).spec.suspend).toBe(true);

    // A second stop finds nothing, and does not overwrite the memory with 0.
    await expect(
      operations.run(context, { verb: 'stop', parameters: {} }),
    ).rejects.toMatchObject({ code: 'VERB_NOT_APPLICABLE' });

    const undo = await operations.undo(context, stopped.id);
    const started = await stage.ended(operations, undo.id);
    expect(started).toMatchObject({ verb: 'start', outcome: 'succeeded' });
    const again = await stage.get('Deployment', ns, 'web');
    expect([again.spec.replicas, again.status.readyReplicas]).toEqual([3, 3]);
    expect(again.metadata.annotations ?? {}).not.toHaveProperty([
      STOPPED_ANNOTATION,
    ]);
    expect((await stage.get('StatefulSet', ns, 'db')).spec.replicas).toBe(2);
    expect((await stage.get('CronJob', ns, 'report')).spec.suspend).toBe(false);
    expect((await stage.get('CronJob', ns, 'parked')).spec.suspend).toBe(true);
    expect(
      (await operations.stopMemories([stage.ref('Deployment', ns, 'web').id]))
        .size,
    ).toBe(0);
  });

  it('start: from the annotation when the database has lost the memory', async () => {
    const ns = await stage.namespace();
    await stage.ready(deployment(ns, 'web', { replicas: 2 }));
    const first = await stage.operations();
    const context = stage.context(ns);
    await stage.run(first, context, { verb: 'stop', parameters: {} });
    await first.stop();
    const second = await stage.operations();
    const started = await stage.run(second, context, {
      verb: 'start',
      parameters: {},
    });
    expect(started.outcome).toBe('succeeded');
    expect((await stage.get('Deployment', ns, 'web')).spec.replicas).toBe(2);
  });

  it('pause and resume: a change waits, a rollback and a restart are refused', async () => {
    const ns = await stage.namespace();
    await stage.ready(deployment(ns, 'web'));
    const operations = await stage.operations();
    const context = stage.context(ns);
    const paused = await stage.run(operations, context, {
      verb: 'pause',
      parameters: {},
    });
    expect(paused.outcome).toBe('succeeded');
    expect((await stage.get('Deployment', ns, 'web')).spec.paused).toBe(true);
    const refused: OperationRequest[] = [
      { verb: 'restart', parameters: {} },
      { verb: 'rollback', parameters: { revision: 1 } },
    ];
    for (const request of refused) {
      await expect(operations.preview(context, request)).rejects.toMatchObject({
        code: 'ROLLOUT_PAUSED',
      });
    }
    const deployed = await stage.run(operations, context, {
      verb: 'deploy',
      parameters: { images: [{ image: ':2.0.0' }] },
    });
    expect(deployed.outcome).toBe('succeeded');
    const [pod] = await stage.list('Pod', ns);
    expect(pod.spec.containers[0].image).toBe('example/main:1.0.0');
    const resumed = await stage.run(operations, context, {
      verb: 'resume',
      parameters: {},
    });
    expect(resumed.outcome).toBe('succeeded');
    const pods = (await stage.list('Pod', ns)).filter(
      item => !item.metadata.deletionTimestamp,
    );
    expect(pods.map(item => item.spec.containers[0].image)).toEqual([
      'example/main:2.0.0',
    ]);
    expect(
      (await stage.get('Deployment', ns, 'web')).spec.paused,
    ).toBeUndefined();
  });

  it('deploy: another tag of one container, and back by undo', async () => {
    const ns = await stage.namespace();
    const containers = [
      { name: 'main', image: 'registry.example:5000/team/main:1.0.0' },
      { name: 'log', image: 'example/log:7' },
    ];
    await stage.ready(deployment(ns, 'web', { containers }));
    const operations = await stage.operations();
    const context = stage.context(ns);
    const deploy = (container: string | undefined, image: string) => ({
      verb: 'deploy' as const,
      parameters: { images: [{ container, image }] },
    });
    await expect(
      operations.preview(context, deploy('wep', ':2')),
    ).rejects.toMatchObject({
      code: 'CONTAINER_NOT_FOUND',
      field: 'parameters.images[0].container',
      message: expect.stringContaining('main, log'),
    });
    await expect(
      operations.preview(context, deploy(undefined, ':2')),
    ).rejects.toMatchObject({ code: 'CONTAINER_NOT_FOUND' });
    await expect(
      operations.preview(context, deploy('main', 'Not An Image')),
    ).rejects.toMatchObject({
      code: 'INVALID_IMAGE',
      field: 'parameters.images[0].image',
    });
    const preview = await operations.preview(context, deploy('main', ':2.0.0'));
    expect(preview.changes[0].diff).toEqual([
      {
        path: 'spec.template.spec.containers[main].image',
        before: 'registry.example:5000/team/main:1.0.0',
        after: 'registry.example:5000/team/main:2.0.0',
      },
    ]);
    const done = await stage.run(
      operations,
      context,
      deploy('main', ':2.0.0'),
      { precondition: preview.precondition },
    );
    expect(done.outcome).toBe('succeeded');
    const images = async () =>
      (await stage.get('Deployment', ns, 'web')).spec.template.spec.containers
        .map((c: any) => c.image)
        .sort();
    expect(await images()).toEqual([
      'example/log:7',
      'registry.example:5000/team/main:2.0.0',
    ]);
    const undo = await operations.undo(context, done.id);
    expect((await stage.ended(operations, undo.id)).outcome).toBe('succeeded');
    expect(await images()).toEqual([
      'example/log:7',
      'registry.example:5000/team/main:1.0.0',
    ]);
  });

  it('deploy of a CronJob: its next run has the image, and back by undo', async () => {
    const ns = await stage.namespace();
    await stage.ready(cronJob(ns, 'report'));
    const operations = await stage.operations();
    const context = stage.context(ns);
    const request: OperationRequest = {
      verb: 'deploy',
      parameters: { images: [{ image: ':2.0.0' }] },
    };
    const preview = await operations.preview(context, request);
    expect(preview.changes[0].diff).toEqual([
      {
        path: 'spec.jobTemplate.spec.template.spec.containers[main].image',
        before: 'example/report:1.0.0',
        after: 'example/report:2.0.0',
      },
    ]);
    const done = await stage.run(operations, context, request, {
      precondition: preview.precondition,
    });
    expect([done.error, done.outcome]).toEqual([undefined, 'succeeded']);
    const pod = async () =>
      (await stage.get('CronJob', ns, 'report')).spec.jobTemplate.spec.template
        .spec;
    expect(await pod()).toMatchObject({
      restartPolicy: 'Never',
      containers: [{ name: 'main', image: 'example/report:2.0.0' }],
    });
    const undo = await operations.undo(context, done.id);
    expect((await stage.ended(operations, undo.id)).outcome).toBe('succeeded');
    expect((await pod()).containers[0].image).toBe('example/report:1.0.0');
  });

  it('stop: does not wait for an evicted pod, which outlives the scale to 0', async () => {
    const ns = await stage.namespace();
    await stage.ready(deployment(ns, 'web', { replicas: 2 }));
    const [victim] = await stage.list('Pod', ns);
    const { name } = victim.metadata;
    await stage.evict(ns, name);
    await stage.seen('Deployment', ns, 'web', ({ pods }) =>
      pods.some(
        pod => pod.metadata.name === name && pod.status.phase === 'Failed',
      ),
    );
    const operations = await stage.operations();
    const stopped = await stage.run(operations, stage.context(ns), {
      verb: 'stop',
      parameters: {},
    });
    expect([stopped.error, stopped.outcome]).toEqual([undefined, 'succeeded']);
    // It is still there: the stop ended in spite of it, not after it.
    expect((await stage.list('Pod', ns)).map(pod => pod.metadata.name)).toEqual(
      [name],
    );
    const seen = await stage.seen(
      'Deployment',
      ns,
      'web',
      ({ pods }) => pods.length === 1,
    );
    expect(deriveWorkloadStatus(seen, new Date()).state).toBe('stopped');
  });
}
