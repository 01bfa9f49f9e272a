import {
  ago,
  condition,
  containerStatus,
  event,
  pod,
  podIn,
  snapshot,
  terminated,
} from '../../__testUtils__';
import { noneAvailable, row, StatusCase } from './case';

function probing(name: string, startedAgo = 3600) {
  return podIn(name, { running: { startedAt: ago(startedAgo) } });
}

/** Pods that run but do not serve: probes, gates, nodes, termination. */
export const readinessCases: StatusCase[] = [
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
