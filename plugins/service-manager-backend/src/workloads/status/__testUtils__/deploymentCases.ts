import {
  ago,
  condition,
  container,
  deployment,
  event,
  pod,
  podIn,
  replicaSet,
  snapshot,
  terminated,
} from '../../__testUtils__';
import { noneAvailable, someAvailable, StatusCase } from './case';

/** What a Deployment as such can show while it wants pods. */
export const deploymentCases: StatusCase[] = [
  {
    name: 'all pods ready, since the last one became it',
    snapshot: snapshot(deployment({ spec: { replicas: 2 } }), {
      pods: [
        pod('web-1'),
        pod('web-2', {
          status: {
            conditions: [
              condition('Ready', 'True', { lastTransitionTime: ago(60) }),
            ],
          },
        }),
      ],
    }),
    state: 'running',
    reason: 'AllReady',
    message: 'All 2 pods are ready',
    since: ago(60),
    evidence: /Available=True: MinimumReplicasAvailable/,
  },
  {
    name: 'quota: the condition ReplicaFailure',
    snapshot: snapshot(
      deployment({
        status: {
          replicas: 1,
          updatedReplicas: 1,
          readyReplicas: 1,
          availableReplicas: 1,
          conditions: [
            condition('ReplicaFailure', 'True', {
              reason: 'FailedCreate',
              message:
                'pods "web-x" is forbidden: exceeded quota: compute, requested: limits.memory=1Gi, used: limits.memory=2Gi, limited: limits.memory=2Gi',
            }),
          ],
        },
      }),
      { pods: [pod('web-1')] },
    ),
    state: 'degraded',
    reason: 'FailedCreate',
    message:
      'Pods cannot be created: quota compute is exceeded, limits.memory=1Gi requested, limits.memory=2Gi of limits.memory=2Gi used',
    evidence: /ReplicaFailure=True.*exceeded quota/,
  },
  {
    name: 'quota: the event FailedCreate of the ReplicaSet',
    snapshot: snapshot(noneAvailable(), {
      events: [
        event(
          replicaSet('web-abc', 2),
          'FailedCreate',
          'Error creating: pods "web-abc-1" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=10, limited: pods=10',
        ),
      ],
    }),
    state: 'failed',
    reason: 'FailedCreate',
    message:
      'Pods cannot be created: quota pods is exceeded, pods=1 requested, pods=10 of pods=10 used',
    since: ago(300),
    evidence: /FailedCreate: Error creating/,
  },
  {
    name: 'PodSecurity refuses the pods',
    snapshot: snapshot(noneAvailable(), {
      events: [
        event(
          replicaSet('web-abc', 2),
          'FailedCreate',
          'Error creating: pods "web-abc-1" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true',
        ),
      ],
    }),
    state: 'failed',
    reason: 'FailedCreate',
    message:
      'Pods cannot be created: violates PodSecurity restricted:latest: runAsNonRoot != true',
    evidence: /violates PodSecurity/,
  },
  {
    name: 'a FailedCreate of half an hour ago is not the cause of now',
    snapshot: snapshot(someAvailable(2), {
      pods: [pod('web-1'), pod('web-2')],
      events: [
        event(replicaSet('web-abc', 2), 'FailedCreate', 'exceeded quota: x', {
          lastAt: ago(1800),
        }),
      ],
    }),
    state: 'starting',
    reason: 'MinimumReplicasUnavailable',
    message: '2 of 3 pods available',
  },
  {
    name: 'an old FailedCreate does not count once the pods exist',
    snapshot: snapshot(deployment({ spec: { replicas: 1 } }), {
      pods: [pod('web-1')],
      events: [
        event(replicaSet('web-abc', 2), 'FailedCreate', 'exceeded quota: x'),
      ],
    }),
    state: 'running',
    reason: 'AllReady',
    message: 'The pod is ready',
  },
  {
    name: 'progress deadline exceeded, nothing else known',
    snapshot: snapshot(
      deployment({
        status: {
          updatedReplicas: 1,
          replicas: 4,
          conditions: [
            condition('Progressing', 'False', {
              reason: 'ProgressDeadlineExceeded',
              message: 'ReplicaSet "web-abc" has timed out progressing.',
              lastTransitionTime: ago(50),
            }),
          ],
        },
      }),
    ),
    state: 'degraded',
    reason: 'ProgressDeadlineExceeded',
    message:
      'The rollout made no progress for 600 s: 0 of 3 pods of the new version available',
    since: ago(50),
    evidence: /Progressing=False: ProgressDeadlineExceeded/,
  },
  {
    name: 'progress deadline exceeded and the pods say why',
    snapshot: snapshot(
      someAvailable(3, {
        status: {
          replicas: 4,
          updatedReplicas: 1,
          conditions: [
            condition('Progressing', 'False', {
              reason: 'ProgressDeadlineExceeded',
            }),
          ],
        },
      }),
      {
        pods: [
          pod('web-1'),
          pod('web-2'),
          pod('web-3'),
          podIn('web-4', { waiting: { reason: 'ImagePullBackOff' } }),
        ],
      },
    ),
    state: 'degraded',
    reason: 'ImagePullBackOff',
    message:
      '1 of 4 pods cannot pull its image: registry.example/shop/web:2.2.0',
    evidence: /ProgressDeadlineExceeded/,
  },
  {
    name: 'paused in the middle of a rollout while all pods serve',
    snapshot: snapshot(
      deployment({
        spec: { paused: true },
        status: {
          updatedReplicas: 1,
          conditions: [
            condition('Progressing', 'Unknown', { reason: 'DeploymentPaused' }),
          ],
        },
      }),
    ),
    state: 'running',
    reason: 'DeploymentPaused',
    message:
      'All 3 pods ready; the rollout is paused with 1 of 3 pods on the new version',
    evidence: /spec.paused true/,
  },
  {
    name: 'trap: an old ProgressDeadlineExceeded stays on a paused Deployment',
    snapshot: snapshot(
      deployment({
        spec: { paused: true },
        status: {
          updatedReplicas: 1,
          conditions: [
            condition('Progressing', 'False', {
              reason: 'ProgressDeadlineExceeded',
            }),
          ],
        },
      }),
    ),
    state: 'running',
    reason: 'DeploymentPaused',
    message:
      'All 3 pods ready; the rollout is paused with 1 of 3 pods on the new version',
  },
  {
    name: 'rolling out',
    snapshot: snapshot(
      deployment({
        status: {
          replicas: 4,
          updatedReplicas: 2,
          conditions: [
            condition('Progressing', 'True', { reason: 'ReplicaSetUpdated' }),
          ],
        },
      }),
    ),
    state: 'starting',
    reason: 'ReplicaSetUpdated',
    message: 'Rolling out: 2 of 3 pods updated',
    evidence: /Progressing=True: ReplicaSetUpdated/,
  },
  {
    // It stays True from one rollout to the next, with the time of the first.
    name: 'trap: a rollout that has begun, and the time of the condition Progressing',
    snapshot: snapshot(
      deployment({
        meta: { annotations: { 'deployment.kubernetes.io/revision': '2' } },
        status: {
          replicas: 4,
          updatedReplicas: 1,
          conditions: [
            condition('Progressing', 'True', {
              reason: 'ReplicaSetUpdated',
              lastTransitionTime: ago(86_400),
              lastUpdateTime: ago(1),
            }),
          ],
        },
      }),
      {
        replicaSets: [
          replicaSet('web-abc', 1),
          {
            ...replicaSet('web-def', 2),
            metadata: {
              ...replicaSet('web-def', 2).metadata,
              creationTimestamp: ago(2),
            },
          },
        ],
      },
    ),
    state: 'starting',
    reason: 'ReplicaSetUpdated',
    message: 'Rolling out: 1 of 3 pods updated',
    since: ago(2),
  },
  {
    name: 'trap: counts before the controller has seen the change',
    snapshot: snapshot(deployment({ meta: { generation: 2 } })),
    state: 'starting',
    reason: 'NotObserved',
    message: 'The latest change was not yet seen by its controller',
  },
  {
    name: 'just created',
    snapshot: snapshot(
      deployment({
        meta: { creationTimestamp: ago(2) },
        status: { observedGeneration: undefined, conditions: [] },
      }),
    ),
    state: 'starting',
    reason: 'NotObserved',
    message: 'Was just created',
  },
  {
    name: 'created long ago, seen by no controller: unknown, not running',
    snapshot: snapshot(
      deployment({ status: { observedGeneration: undefined } }),
    ),
    state: 'unknown',
    reason: 'NotObserved',
    message: 'No controller has looked at this Deployment yet',
  },
  {
    name: 'scaling up, the new pods are on their way',
    snapshot: snapshot(someAvailable(1), {
      pods: [
        pod('web-1'),
        podIn('web-2', { waiting: { reason: 'ContainerCreating' } }),
        podIn('web-3', { waiting: { reason: 'ContainerCreating' } }),
      ],
    }),
    state: 'starting',
    reason: 'ContainerCreating',
    message: '2 of 3 pods are starting',
  },
  {
    name: 'minReadySeconds: ready but not yet available',
    snapshot: snapshot(
      deployment({
        spec: { minReadySeconds: 30 },
        status: { availableReplicas: 2 },
      }),
      { pods: [pod('web-1'), pod('web-2'), pod('web-3')] },
    ),
    state: 'starting',
    reason: 'MinimumReplicasUnavailable',
    message: '2 of 3 pods available',
  },
  {
    name: 'evicted pods that were replaced are history',
    snapshot: snapshot(deployment({ spec: { replicas: 1 } }), {
      pods: [
        pod('web-0', {
          ready: false,
          status: { phase: 'Failed', reason: 'Evicted' },
        }),
        pod('web-1'),
      ],
    }),
    state: 'running',
    reason: 'AllReady',
    message: 'The pod is ready',
  },
  {
    name: 'evicted under node pressure and not yet replaced',
    snapshot: snapshot(someAvailable(2), {
      pods: [
        pod('web-0', {
          ready: false,
          status: {
            phase: 'Failed',
            reason: 'Evicted',
            message: 'The node was low on resource: memory.',
          },
        }),
        pod('web-1'),
        pod('web-2'),
      ],
    }),
    state: 'degraded',
    reason: 'Evicted',
    message:
      '2 of 3 pods ready; 1 was evicted from its node: The node was low on resource: memory',
    evidence: /Evicted: The node was low/,
  },
  {
    name: 'a terminating pod is not asked to be ready during a rollout',
    snapshot: snapshot(deployment({ spec: { replicas: 1 } }), {
      pods: [
        pod('web-1'),
        podIn(
          'web-0',
          terminated(137),
          {},
          {
            meta: { deletionTimestamp: ago(-10) },
          },
        ),
      ],
    }),
    state: 'running',
    reason: 'AllReady',
    message: 'The pod is ready',
  },
  {
    name: 'the gravest explains: most pods, broken before warned',
    snapshot: snapshot(noneAvailable(), {
      pods: ['web-1', 'web-2'].map(name =>
        podIn(
          name,
          { waiting: { reason: 'CrashLoopBackOff' } },
          {
            restartCount: 7,
            lastState: terminated(137, { reason: 'OOMKilled' }),
          },
          {
            spec: {
              containers: [
                container('web', {
                  resources: { limits: { memory: '512Mi' } },
                }),
              ],
            },
          },
        ),
      ),
    }),
    state: 'failed',
    reason: 'OOMKilled',
    message:
      '2 of 3 pods restart again and again: out of memory, limit 512Mi, exit code 137 (SIGKILL)',
    since: ago(600),
    evidence: /last terminated: OOMKilled \(exit code 137\)/,
  },
];
