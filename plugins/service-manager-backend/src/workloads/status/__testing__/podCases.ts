import {
  ago,
  condition,
  container,
  containerStatus,
  deployment,
  event,
  pod,
  podIn,
  snapshot,
  terminated,
} from '../../__testing__';
import type { Pod } from '../../objects';
import { noneAvailable, someAvailable, StatusCase } from './case';

const crash = { waiting: { reason: 'CrashLoopBackOff' } };
const unready = { restartCount: 0, ready: false };

function pending(name: string, more: Partial<Pod['status']> = {}): Pod {
  return pod(name, {
    ready: false,
    spec: { nodeName: undefined },
    containers: [],
    status: { phase: 'Pending', containerStatuses: [], ...more },
  });
}

function probing(name: string, startedAgo = 3600) {
  return podIn(name, { running: { startedAt: ago(startedAgo) } });
}

/** One row a case of what a pod can have; two of three pods are well. */
function row(
  name: string,
  sick: Pod,
  more: Omit<StatusCase, 'name' | 'snapshot' | 'state'> & {
    state?: StatusCase['state'];
    events?: ReturnType<typeof event>[];
  },
): StatusCase {
  const { events = [], state = 'degraded', ...expected } = more;
  return {
    name,
    snapshot: snapshot(someAvailable(2), {
      pods: [sick, pod('web-2'), pod('web-3')],
      events,
    }),
    state,
    ...expected,
  };
}

export const podCases: StatusCase[] = [
  row(
    'crash loop with the last exit code',
    podIn('web-1', crash, { restartCount: 5, lastState: terminated(1) }),
    {
      reason: 'CrashLoopBackOff',
      message: '1 of 3 pods restarts again and again: exit code 1',
      evidence:
        /waiting: CrashLoopBackOff; last terminated: Error \(exit code 1\)/,
    },
  ),
  row(
    'crash loop since the first back-off',
    podIn('web-1', crash, { restartCount: 5, lastState: terminated(139) }),
    {
      events: [
        event(pod('web-1'), 'BackOff', 'Back-off restarting failed container', {
          firstAt: ago(1200),
          count: 60,
        }),
      ],
      reason: 'CrashLoopBackOff',
      message: '1 of 3 pods restarts again and again: exit code 139 (SIGSEGV)',
      since: ago(1200),
      evidence: /BackOff: Back-off restarting/,
    },
  ),
  row(
    'a program that ends by itself',
    podIn('web-1', crash, { restartCount: 5, lastState: terminated(0) }),
    {
      reason: 'CrashLoopBackOff',
      message:
        '1 of 3 pods restarts again and again: it ends by itself with exit code 0',
    },
  ),
  row(
    'killed by its liveness probe again and again',
    podIn('web-1', crash, { restartCount: 5, lastState: terminated(137) }),
    {
      events: [
        event(
          pod('web-1'),
          'Unhealthy',
          'Liveness probe failed: HTTP probe failed with statuscode: 500',
        ),
      ],
      reason: 'CrashLoopBackOff',
      message: '1 of 3 pods restarts again and again: its liveness probe fails',
      evidence: /Unhealthy: Liveness probe failed/,
    },
  ),
  row(
    'out of memory without a limit',
    podIn('web-1', crash, {
      restartCount: 2,
      lastState: terminated(137, { reason: 'OOMKilled' }),
    }),
    {
      reason: 'OOMKilled',
      message:
        '1 of 3 pods restarts again and again: out of memory of the node, no limit set',
    },
  ),
  row(
    'trap: between the end of a container and its back-off',
    podIn('web-1', terminated(2), { restartCount: 3 }),
    {
      reason: 'CrashLoopBackOff',
      message: '1 of 3 pods restarts again and again: exit code 2',
    },
  ),
  row(
    'one container of several',
    pod('web-1', {
      spec: { containers: [container(), container('proxy')] },
      containers: [
        containerStatus(),
        containerStatus('proxy', {
          ...unready,
          restartCount: 4,
          state: crash,
          lastState: terminated(1),
        }),
      ],
    }),
    {
      reason: 'CrashLoopBackOff',
      message:
        '1 of 3 pods restarts again and again: container proxy, exit code 1',
      evidence: /last terminated: Error/,
    },
  ),
  row(
    'a sidecar among the init containers counts as a container',
    pod('web-1', {
      ready: false,
      spec: {
        initContainers: [container('mesh', { restartPolicy: 'Always' })],
      },
      status: {
        initContainerStatuses: [
          containerStatus('mesh', {
            ...unready,
            restartCount: 6,
            state: crash,
            lastState: terminated(1),
          }),
        ],
      },
    }),
    {
      reason: 'CrashLoopBackOff',
      message:
        '1 of 3 pods restarts again and again: container mesh, exit code 1',
    },
  ),
  row(
    'an init container fails again and again',
    pod('web-1', {
      ready: false,
      spec: { initContainers: [container('migrate')] },
      status: {
        phase: 'Pending',
        initContainerStatuses: [
          containerStatus('migrate', {
            ...unready,
            restartCount: 3,
            state: crash,
            lastState: terminated(3),
          }),
        ],
        containerStatuses: [
          containerStatus('web', {
            ...unready,
            state: { waiting: { reason: 'PodInitializing' } },
          }),
        ],
      },
    }),
    {
      reason: 'CrashLoopBackOff',
      message:
        '1 of 3 pods cannot start, init container migrate fails again and again: exit code 3',
    },
  ),
  row(
    'an init container failed for the first time',
    pod('web-1', {
      ready: false,
      spec: { initContainers: [container('migrate')] },
      status: {
        initContainerStatuses: [
          containerStatus('migrate', { ...unready, state: terminated(3) }),
        ],
        containerStatuses: [
          containerStatus('web', {
            ...unready,
            state: { waiting: { reason: 'PodInitializing' } },
          }),
        ],
      },
    }),
    {
      reason: 'Error',
      message:
        '1 of 3 pods cannot start, init container migrate failed: exit code 3',
      since: ago(120),
    },
  ),
  row(
    'waits for an init container',
    pod('web-1', {
      ready: false,
      spec: { initContainers: [container('migrate')] },
      status: {
        phase: 'Pending',
        initContainerStatuses: [containerStatus('migrate', unready)],
        containerStatuses: [
          containerStatus('web', {
            ...unready,
            state: { waiting: { reason: 'PodInitializing' } },
          }),
        ],
      },
    }),
    {
      state: 'starting',
      reason: 'PodInitializing',
      message: '1 of 3 pods waits for init container migrate',
    },
  ),
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
  row('readiness probe fails', probing('web-1'), {
    events: [
      event(
        pod('web-1'),
        'Unhealthy',
        'Readiness probe failed: HTTP probe failed with statuscode: 503',
        { firstAt: ago(700) },
      ),
    ],
    reason: 'Unhealthy',
    message:
      '1 of 3 pods is not ready, its readiness probe fails: HTTP probe failed with statuscode: 503',
    since: ago(700),
    evidence: /Unhealthy: Readiness probe failed/,
  }),
  row('readiness probe fails in the first seconds', probing('web-1', 5), {
    events: [
      event(pod('web-1'), 'Unhealthy', 'Readiness probe failed: refused'),
    ],
    state: 'starting',
    reason: 'Unhealthy',
    message: '1 of 3 pods is not ready, its readiness probe fails: refused',
  }),
  row('startup probe does not pass yet', probing('web-1', 100), {
    events: [event(pod('web-1'), 'Unhealthy', 'Startup probe failed: refused')],
    state: 'starting',
    reason: 'Unhealthy',
    message:
      '1 of 3 pods is starting, its startup probe does not pass yet: refused',
  }),
  row(
    'startup probe has already cost restarts',
    podIn(
      'web-1',
      { running: { startedAt: ago(20) } },
      { restartCount: 2, lastState: terminated(137) },
    ),
    {
      events: [
        event(pod('web-1'), 'Unhealthy', 'Startup probe failed: refused'),
      ],
      reason: 'Unhealthy',
      message:
        '1 of 3 pods is starting, its startup probe does not pass yet: refused',
    },
  ),
  row('liveness probe fails', probing('web-1'), {
    events: [
      event(pod('web-1'), 'Unhealthy', 'Liveness probe failed: timeout'),
    ],
    reason: 'Unhealthy',
    message: '1 of 3 pods is not ready, its liveness probe fails: timeout',
  }),
  row('trap: an event of the pod that had this name before', probing('web-1'), {
    events: [
      event(
        pod('web-1', { meta: { uid: 'earlier' } }),
        'Unhealthy',
        'Readiness probe failed: 503',
      ),
    ],
    reason: 'ContainersNotReady',
    message: '1 of 3 pods runs but is not ready',
    evidence: /Ready=False: ContainersNotReady/,
  }),
  row('runs for seconds and is not ready yet', probing('web-1', 5), {
    state: 'starting',
    reason: 'ContainersNotReady',
    message: '1 of 3 pods is starting',
  }),
  row(
    'waits for a readiness gate for long',
    pod('web-1', {
      spec: { readinessGates: ['target-health.elbv2.k8s.aws/web'] },
      status: {
        conditions: [
          condition('ContainersReady', 'True', {
            lastTransitionTime: ago(900),
          }),
          condition('Ready', 'False', { reason: 'ReadinessGatesNotReady' }),
        ],
      },
    }),
    {
      reason: 'ReadinessGatesNotReady',
      message:
        '1 of 3 pods waits for the readiness gate target-health.elbv2.k8s.aws/web',
      since: ago(900),
      evidence: /target-health\S+ is not set/,
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
  row(
    'the node does not answer',
    pod('web-1', {
      ready: false,
      status: { phase: 'Running' },
      containers: [containerStatus('web', { ready: true })],
    }),
    {
      events: [event(pod('web-1'), 'NodeNotReady', 'Node is not ready')],
      reason: 'NodeNotReady',
      message: '1 of 3 pods is on a node that does not answer: node node-1',
      evidence: /NodeNotReady: Node is not ready/,
    },
  ),
  row(
    'NodeLost',
    pod('web-1', {
      ready: false,
      status: { phase: 'Unknown', reason: 'NodeLost' },
    }),
    {
      reason: 'NodeLost',
      message: '1 of 3 pods is on a node that does not answer',
    },
  ),
  row(
    'terminating for long keeps its replacement away',
    pod('web-1', { meta: { deletionTimestamp: ago(600) } }),
    {
      reason: 'Terminating',
      message:
        '1 of 3 pods should be gone but is still terminating: node node-1 has not confirmed the end',
      since: ago(600),
    },
  ),
  {
    name: 'restart storm although all are ready',
    snapshot: snapshot(deployment({ spec: { replicas: 1 } }), {
      pods: [
        pod('web-1', {
          ready: true,
          containers: [
            containerStatus('web', {
              restartCount: 8,
              lastState: terminated(1),
            }),
          ],
        }),
      ],
    }),
    state: 'degraded',
    reason: 'Restarting',
    message: 'The pod was restarted 8 times: exit code 1',
    since: ago(120),
  },
  {
    name: 'old restarts are no storm',
    snapshot: snapshot(deployment({ spec: { replicas: 1 } }), {
      pods: [
        pod('web-1', {
          ready: true,
          containers: [
            containerStatus('web', {
              restartCount: 8,
              lastState: terminated(1, { finishedAt: ago(7200) }),
            }),
          ],
        }),
      ],
    }),
    state: 'running',
    reason: 'AllReady',
    message: 'The pod is ready',
  },
  {
    name: 'one recent restart out of memory is worth a word',
    snapshot: snapshot(deployment({ spec: { replicas: 1 } }), {
      pods: [
        pod('web-1', {
          ready: true,
          containers: [
            containerStatus('web', {
              restartCount: 1,
              lastState: terminated(137, { reason: 'OOMKilled' }),
            }),
          ],
        }),
      ],
    }),
    state: 'degraded',
    reason: 'OOMKilled',
    message:
      'The pod was restarted once: out of memory of the node, no limit set',
  },
  {
    name: 'all pods, none available: failed',
    snapshot: snapshot(noneAvailable(), {
      pods: ['a', 'b', 'c'].map(name =>
        podIn(name, { waiting: { reason: 'ImagePullBackOff' } }),
      ),
    }),
    state: 'failed',
    reason: 'ImagePullBackOff',
    message:
      'All 3 pods cannot pull their image: registry.example/shop/web:2.2.0',
  },
];
