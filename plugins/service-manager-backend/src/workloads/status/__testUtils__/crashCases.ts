import {
  ago,
  container,
  containerStatus,
  deployment,
  event,
  pod,
  podIn,
  snapshot,
  terminated,
} from '../../__testUtils__';
import { row, StatusCase } from './case';

const crash = { waiting: { reason: 'CrashLoopBackOff' } };
const unready = { restartCount: 0, ready: false };

/** Containers that end: crash loops, memory, init containers, restarts. */
export const crashCases: StatusCase[] = [
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
    'trap: a liveness probe that failed long ago is not the cause',
    podIn('web-1', crash, { restartCount: 5, lastState: terminated(1) }),
    {
      events: [
        event(pod('web-1'), 'Unhealthy', 'Liveness probe failed: 500', {
          lastAt: ago(3000),
        }),
      ],
      reason: 'CrashLoopBackOff',
      message: '1 of 3 pods restarts again and again: exit code 1',
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
        '1 of 3 pods restarts again and again: out of memory of the node, no limit set, exit code 137 (SIGKILL)',
      evidence: /last terminated: OOMKilled \(exit code 137\)/,
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
      'The pod was restarted once: out of memory of the node, no limit set, exit code 137 (SIGKILL)',
  },
];
