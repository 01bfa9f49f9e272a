import {
  ago,
  condition,
  container,
  event,
  pod,
  podIn,
} from '../../__testUtils__';
import type { Pod } from '../../objects';
import { row, StatusCase } from './case';

function pending(name: string, more: Partial<Pod['status']> = {}): Pod {
  return pod(name, {
    ready: false,
    spec: { nodeName: undefined },
    containers: [],
    status: { phase: 'Pending', containerStatuses: [], ...more },
  });
}

/** Pods that do not start: image, configuration, scheduler, volumes. */
export const startCases: StatusCase[] = [
  row(
    'an image that does not exist: the cause is in the event',
    podIn('web-1', {
      waiting: {
        reason: 'ImagePullBackOff',
        message: 'Back-off pulling image "registry.example/shop/web:2.2.0"',
      },
    }),
    {
      events: [
        event(
          pod('web-1'),
          'Failed',
          'Failed to pull image "registry.example/shop/web:2.2.0": rpc error: code = NotFound desc = not found',
        ),
        event(pod('web-1'), 'Failed', 'Error: ImagePullBackOff', {
          lastAt: ago(1),
        }),
      ],
      reason: 'ImagePullBackOff',
      message:
        '1 of 3 pods cannot pull its image: registry.example/shop/web:2.2.0, the registry has no such image',
      evidence: /code = NotFound/,
    },
  ),
  row(
    'a registry that refuses access',
    podIn('web-1', {
      waiting: {
        reason: 'ErrImagePull',
        message: 'failed to authorize: 401 Unauthorized',
      },
    }),
    {
      reason: 'ErrImagePull',
      message:
        '1 of 3 pods cannot pull its image: registry.example/shop/web:2.2.0, the registry refuses access (is there a pull secret?)',
    },
  ),
  row(
    'an image name that is not valid',
    podIn(
      'web-1',
      { waiting: { reason: 'InvalidImageName' } },
      {},
      {
        spec: { containers: [container('web', { image: 'Web:latest' })] },
      },
    ),
    {
      reason: 'InvalidImageName',
      message: '1 of 3 pods has an image name that is not valid: Web:latest',
    },
  ),
  row(
    'an image that must be on the node but is not',
    podIn('web-1', { waiting: { reason: 'ErrImageNeverPull' } }),
    {
      reason: 'ErrImageNeverPull',
      message:
        '1 of 3 pods cannot pull its image: registry.example/shop/web:2.2.0 is not on the node and its pull policy is Never',
    },
  ),
  row(
    'a Secret that does not exist',
    podIn('web-1', {
      waiting: {
        reason: 'CreateContainerConfigError',
        message: 'secret "db-password" not found',
      },
    }),
    {
      reason: 'CreateContainerConfigError',
      message:
        '1 of 3 pods cannot be configured: secret "db-password" not found',
      evidence: /secret "db-password" not found/,
    },
  ),
  row(
    'a command that does not exist',
    podIn('web-1', {
      waiting: {
        reason: 'RunContainerError',
        message: 'exec: "srv": executable file not found in $PATH',
      },
    }),
    {
      reason: 'RunContainerError',
      message:
        '1 of 3 pods cannot run: exec: "srv": executable file not found in $PATH',
    },
  ),
  row(
    'unschedulable, in the words of the PodScheduled condition',
    pending('web-1', {
      conditions: [
        condition('PodScheduled', 'False', {
          reason: 'Unschedulable',
          message:
            '0/3 nodes are available: 3 Insufficient memory. preemption: 0/3 nodes are available: 3 No preemption victims found.',
          lastTransitionTime: ago(500),
        }),
      ],
    }),
    {
      reason: 'FailedScheduling',
      message:
        '1 of 3 pods cannot be scheduled: 0/3 nodes are available: 3 Insufficient memory',
      since: ago(500),
      evidence: /PodScheduled=False: Unschedulable: 0\/3 nodes/,
    },
  ),
  row(
    'unschedulable, known only from the event',
    pending('web-1', { conditions: [] }),
    {
      events: [
        event(
          pod('web-1'),
          'FailedScheduling',
          '0/3 nodes are available: 3 node(s) had untolerated taint {gpu: }.',
        ),
      ],
      reason: 'FailedScheduling',
      message:
        '1 of 3 pods cannot be scheduled: 0/3 nodes are available: 3 node(s) had untolerated taint {gpu: }',
      evidence: /FailedScheduling: 0\/3/,
    },
  ),
  row('trap: FailedScheduling before the pod got its node', pod('web-1'), {
    events: [
      event(pod('web-1'), 'FailedScheduling', '0/3 nodes are available'),
    ],
    state: 'starting',
    reason: 'MinimumReplicasUnavailable',
    message: '2 of 3 pods available',
  }),
  row(
    'held back by a scheduling gate',
    pending('web-1', {
      conditions: [
        condition('PodScheduled', 'False', {
          reason: 'SchedulingGated',
          message: 'Scheduling is blocked due to non-empty scheduling gates',
        }),
      ],
    }),
    {
      state: 'starting',
      reason: 'SchedulingGated',
      message:
        '1 of 3 pods is held back by a scheduling gate: Scheduling is blocked due to non-empty scheduling gates',
    },
  ),
  row(
    'a volume that cannot be mounted',
    podIn('web-1', { waiting: { reason: 'ContainerCreating' } }),
    {
      events: [
        event(
          pod('web-1'),
          'FailedMount',
          'MountVolume.SetUp failed for volume "cfg": configmap "cfg" not found',
        ),
      ],
      reason: 'FailedMount',
      message:
        '1 of 3 pods cannot mount a volume: MountVolume.SetUp failed for volume "cfg": configmap "cfg" not found',
      evidence: /FailedMount/,
    },
  ),
];
