import {
  daemonSet,
  deployment,
  pod,
  podIn,
  snapshot,
  statefulSet,
} from '../workloads/__testUtils__';
import { codes, scale } from './__testUtils__/guards';

describe('last-healthy-replica', () => {
  const restart = { verb: 'restart', parameters: {} } as const;
  const single = (strategy?: object) =>
    snapshot(deployment({ spec: { replicas: 1, strategy } }));

  it.each([
    ['Recreate stops all first', single({ type: 'Recreate' }), 'warning'],
    [
      'Recreate of three',
      snapshot(deployment({ spec: { strategy: { type: 'Recreate' } } })),
      'warning',
    ],
    ['one pod, the new one comes first', single(), 'info'],
    [
      'one pod, 25 % rounds in its favour',
      single({ maxUnavailable: '25%', maxSurge: '25%' }),
      'info',
    ],
    ['one pod that may go first', single({ maxUnavailable: '1' }), 'warning'],
    ['maxSurge 0 takes the only pod', single({ maxSurge: '0' }), 'warning'],
    [
      'a StatefulSet of one',
      snapshot(statefulSet({ spec: { replicas: 1 } })),
      'warning',
    ],
  ])('%s', (_, one, severity) => {
    expect(codes({ ...restart, snapshots: [one] })).toEqual([
      `last-healthy-replica:${severity}`,
    ]);
  });

  it.each([
    ['three pods', snapshot(deployment())],
    ['a StatefulSet of three', snapshot(statefulSet())],
    ['nothing runs', snapshot(deployment({ spec: { replicas: 0 } }))],
    ['a DaemonSet', snapshot(daemonSet())],
  ])('is silent for %s', (_, one) => {
    expect(codes({ ...restart, snapshots: [one] })).toEqual([]);
  });

  it('trap: a StatefulSet scaled down loses the pods with the highest numbers, well or not', () => {
    const crash = { waiting: { reason: 'CrashLoopBackOff' } };
    const db = (zero: ReturnType<typeof pod>) =>
      snapshot(statefulSet({ status: { readyReplicas: 1 } }), {
        pods: [zero, pod('db-1'), podIn('db-2', crash)],
      });
    expect(
      codes({ ...scale(1), snapshots: [db(podIn('db-0', crash))] }),
    ).toEqual(['last-healthy-replica:warning']);
    expect(codes({ ...scale(1), snapshots: [db(pod('db-0'))] })).toEqual([]);
  });
});
