import {
  condition,
  cronJob,
  daemonSet,
  deployment,
  job,
  NOW,
  replicaSet,
  snapshot,
  statefulSet,
} from '../__testUtils__';
import type { Workload } from '../objects';
import { isRollingOut, rolloutProgress } from './progress';
import type { RolloutProgress } from './types';

type Row = [
  name: string,
  workload: Workload,
  state: RolloutProgress['state'],
  reason: string,
  progress: [done: number, total: number],
];

const onDelete = { updateStrategy: { type: 'OnDelete' } };
const partition = (from: number) => ({
  updateStrategy: { type: 'RollingUpdate', partition: from },
});
const deadline = condition('Progressing', 'False', {
  reason: 'ProgressDeadlineExceeded',
});

const rows: Row[] = [
  ['Deployment: done', deployment(), 'done', 'NewReplicaSetAvailable', [3, 3]],
  [
    'Deployment: trap, the generation is not observed although counts agree',
    deployment({ meta: { generation: 2 } }),
    'progressing',
    'NotObserved',
    [0, 3],
  ],
  [
    'Deployment: trap, an old deadline before the generation is observed',
    deployment({ meta: { generation: 2 }, status: { conditions: [deadline] } }),
    'progressing',
    'NotObserved',
    [0, 3],
  ],
  [
    'Deployment: never observed',
    deployment({
      meta: { generation: undefined },
      status: { observedGeneration: undefined },
    }),
    'progressing',
    'NotObserved',
    [0, 3],
  ],
  [
    'Deployment: not all updated',
    deployment({ status: { replicas: 4, updatedReplicas: 2 } }),
    'progressing',
    'ReplicaSetUpdated',
    [1, 3],
  ],
  [
    'Deployment: old pods still to stop',
    deployment({ status: { replicas: 4 } }),
    'progressing',
    'ReplicaSetUpdated',
    [2, 3],
  ],
  [
    'Deployment: updated but not available',
    deployment({ status: { availableReplicas: 1 } }),
    'progressing',
    'MinimumReplicasUnavailable',
    [1, 3],
  ],
  [
    'Deployment: deadline exceeded',
    deployment({ status: { updatedReplicas: 1, conditions: [deadline] } }),
    'failed',
    'ProgressDeadlineExceeded',
    [1, 3],
  ],
  [
    'Deployment: trap, the deadline is not evaluated while paused',
    deployment({
      spec: { paused: true },
      status: { updatedReplicas: 1, conditions: [deadline] },
    }),
    'progressing',
    'DeploymentPaused',
    [1, 3],
  ],
  [
    'Deployment: paused with nothing to do is done',
    deployment({ spec: { paused: true } }),
    'done',
    'NewReplicaSetAvailable',
    [3, 3],
  ],
  [
    'Deployment: at 0',
    deployment({ spec: { replicas: 0 } }),
    'done',
    'NewReplicaSetAvailable',
    [0, 0],
  ],
  [
    'Deployment: to 0, pods remain',
    deployment({ spec: { replicas: 0 }, status: { replicas: 2 } }),
    'progressing',
    'ReplicaSetUpdated',
    [0, 0],
  ],
  ['DaemonSet: done', daemonSet(), 'done', 'RolledOut', [3, 3]],
  [
    'DaemonSet: not all updated',
    daemonSet({ status: { updatedNumberScheduled: 2 } }),
    'progressing',
    'RollingUpdate',
    [2, 3],
  ],
  [
    'DaemonSet: not all available',
    daemonSet({ status: { numberAvailable: 1 } }),
    'progressing',
    'RollingUpdate',
    [1, 3],
  ],
  [
    'DaemonSet: not observed',
    daemonSet({ meta: { generation: 5 } }),
    'progressing',
    'NotObserved',
    [0, 3],
  ],
  [
    'DaemonSet: OnDelete has no rollout',
    daemonSet({ spec: onDelete, status: { updatedNumberScheduled: 0 } }),
    'not-applicable',
    'OnDelete',
    [0, 3],
  ],
  ['StatefulSet: done', statefulSet(), 'done', 'RolledOut', [3, 3]],
  [
    'StatefulSet: not observed',
    statefulSet({ meta: { generation: 2 } }),
    'progressing',
    'NotObserved',
    [0, 3],
  ],
  [
    'StatefulSet: not all ready',
    statefulSet({ status: { readyReplicas: 2, availableReplicas: 2 } }),
    'progressing',
    'RollingUpdate',
    [2, 3],
  ],
  [
    'StatefulSet: revisions differ',
    statefulSet({ status: { updateRevision: 'db-2', updatedReplicas: 2 } }),
    'progressing',
    'RollingUpdate',
    [2, 3],
  ],
  [
    'StatefulSet: trap, ready but minReadySeconds are not over',
    statefulSet({
      spec: { minReadySeconds: 60 },
      status: { availableReplicas: 2 },
    }),
    'progressing',
    'RollingUpdate',
    [2, 3],
  ],
  [
    'StatefulSet: trap, scaled down but pods are still there',
    statefulSet({
      spec: { replicas: 1 },
      status: { replicas: 3, readyReplicas: 3, availableReplicas: 3 },
    }),
    'progressing',
    'RollingUpdate',
    [1, 1],
  ],
  [
    'StatefulSet: partition reached',
    statefulSet({
      spec: partition(2),
      status: { updateRevision: 'db-2', updatedReplicas: 1 },
    }),
    'done',
    'PartitionedRollout',
    [1, 1],
  ],
  [
    'StatefulSet: partition not yet reached',
    statefulSet({
      spec: partition(1),
      status: { updateRevision: 'db-2', updatedReplicas: 1 },
    }),
    'progressing',
    'RollingUpdate',
    [1, 2],
  ],
  [
    'StatefulSet: partition above the replicas',
    statefulSet({
      spec: partition(9),
      status: { updateRevision: 'db-2', updatedReplicas: 0 },
    }),
    'done',
    'PartitionedRollout',
    [0, 0],
  ],
  [
    'StatefulSet: OnDelete has no rollout',
    statefulSet({
      spec: onDelete,
      status: { updateRevision: 'db-2', updatedReplicas: 0 },
    }),
    'not-applicable',
    'OnDelete',
    [0, 3],
  ],
  ['Job: runs', job(), 'progressing', 'Running', [0, 1]],
  [
    'Job: complete',
    job({
      status: { succeeded: 1, conditions: [condition('Complete', 'True')] },
    }),
    'done',
    'Complete',
    [1, 1],
  ],
  [
    'Job: failed',
    job({
      status: {
        conditions: [
          condition('Failed', 'True', { reason: 'BackoffLimitExceeded' }),
        ],
      },
    }),
    'failed',
    'BackoffLimitExceeded',
    [0, 1],
  ],
  [
    'Job: suspended',
    job({ spec: { suspend: true } }),
    'progressing',
    'JobSuspended',
    [0, 1],
  ],
  ['CronJob', cronJob(), 'not-applicable', 'Scheduled', [0, 0]],
];

describe('rolloutProgress', () => {
  it.each(rows)('%s', (_, workload, state, reason, [done, total]) => {
    expect(rolloutProgress(snapshot(workload), NOW)).toMatchObject({
      state,
      reason,
      progress: { done, total },
    });
  });

  it('counts available pods of the new ReplicaSet, not of the old one', () => {
    const rolling = deployment({
      meta: { annotations: { 'deployment.kubernetes.io/revision': '2' } },
      status: { replicas: 4, updatedReplicas: 2, availableReplicas: 2 },
    });
    const replicaSets = [
      replicaSet('web-old', 1, { replicas: 2, availableReplicas: 2 }),
      replicaSet('web-new', 2, { replicas: 2, availableReplicas: 0 }),
    ];
    expect(
      rolloutProgress(snapshot(rolling, { replicaSets }), NOW).progress,
    ).toEqual({ done: 0, total: 3 });
  });
});

describe('isRollingOut', () => {
  it('is not true for pods that died after the rollout', () => {
    expect(
      isRollingOut(snapshot(deployment({ status: { availableReplicas: 1 } }))),
    ).toBe(false);
  });

  it.each([
    ['old pods remain', deployment({ status: { replicas: 4 } }), true],
    [
      'the controller still waits',
      deployment({
        status: {
          availableReplicas: 1,
          conditions: [
            condition('Progressing', 'True', { reason: 'ReplicaSetUpdated' }),
          ],
        },
      }),
      true,
    ],
    [
      'revisions differ',
      statefulSet({ status: { updateRevision: 'b' } }),
      true,
    ],
    [
      'a partition is reached',
      statefulSet({ spec: partition(3), status: { updateRevision: 'b' } }),
      false,
    ],
    [
      'OnDelete',
      daemonSet({ spec: onDelete, status: { updatedNumberScheduled: 0 } }),
      false,
    ],
    [
      'a DaemonSet updates',
      daemonSet({ status: { updatedNumberScheduled: 0 } }),
      true,
    ],
    ['all is done', deployment(), false],
  ])('%s', (_, workload, expected) => {
    expect(isRollingOut(snapshot(workload))).toBe(expected);
  });
});
