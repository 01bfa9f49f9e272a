import { daemonSet, snapshot, statefulSet } from '../workloads/__testUtils__';
import { codes, guards } from './__testUtils__/guards';

describe('update strategy', () => {
  it.each([
    [
      'StatefulSet',
      statefulSet({ spec: { updateStrategy: { type: 'OnDelete' } } }),
    ],
    [
      'DaemonSet',
      daemonSet({ spec: { updateStrategy: { type: 'OnDelete' } } }),
    ],
  ])('trap: OnDelete of a %s replaces no pod', (_, workload) => {
    const [guard] = guards({
      verb: 'restart',
      snapshots: [snapshot(workload)],
    });
    expect(guard).toMatchObject({ code: 'on-delete', severity: 'warning' });
    expect(guard.advice).toMatch(/one by one/);
  });

  it('trap: a partition keeps some pods from the change', () => {
    const partitioned = snapshot(
      statefulSet({
        spec: { updateStrategy: { type: 'RollingUpdate', partition: 2 } },
      }),
    );
    expect(
      guards({ verb: 'restart', snapshots: [partitioned] })[0],
    ).toMatchObject({
      code: 'partition',
      title: 'Only 1 of 3 pods of StatefulSet db get the change.',
    });
    expect(codes({ snapshots: [partitioned] })).toEqual([]);
  });

  it.each([
    [0, undefined],
    [1, 'Only 2 of 3 pods of StatefulSet db get the change.'],
    [3, 'The partition of StatefulSet db keeps all its pods as they are.'],
  ])('partition %i', (partition, title) => {
    const workload = statefulSet({
      spec: { updateStrategy: { type: 'RollingUpdate', partition } },
    });
    const [guard] = guards({
      verb: 'restart',
      snapshots: [snapshot(workload)],
    });
    expect(guard?.title).toBe(title);
  });
});
