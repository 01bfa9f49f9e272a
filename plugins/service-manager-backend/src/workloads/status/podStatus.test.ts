import {
  ago,
  containerStatus,
  event,
  NOW,
  pod,
  podIn,
  terminated,
} from '../__testUtils__';
import type { ClusterEvent, Pod } from '../objects';
import { derivePodStatus } from './podStatus';

type Row = [
  name: string,
  subject: Pod,
  state: string,
  reason: string,
  message: string,
  events?: ClusterEvent[],
];

const rows: Row[] = [
  ['ready', pod('web-1'), 'running', 'Ready', 'Ready'],
  [
    'going away',
    pod('web-1', { meta: { deletionTimestamp: ago(-20) } }),
    'stopping',
    'Terminating',
    'Is stopping',
  ],
  [
    'trap: a crash on the way out is no failure',
    podIn(
      'web-1',
      { waiting: { reason: 'CrashLoopBackOff' } },
      {},
      {
        meta: { deletionTimestamp: ago(-20) },
      },
    ),
    'stopping',
    'Terminating',
    'Is stopping',
  ],
  [
    'should be gone',
    pod('web-1', { meta: { deletionTimestamp: ago(900) } }),
    'stopping',
    'Terminating',
    'Should be gone but is still terminating: node node-1 has not confirmed the end',
  ],
  [
    'completed',
    pod('job-1', { ready: false, status: { phase: 'Succeeded' } }),
    'stopped',
    'Completed',
    'Completed',
  ],
  [
    'failed with a code',
    podIn('job-1', terminated(2), {}, { status: { phase: 'Failed' } }),
    'failed',
    'Error',
    'Failed: exit code 2',
  ],
  [
    'failed without a container that says why',
    pod('job-1', {
      ready: false,
      status: {
        phase: 'Failed',
        reason: 'DeadlineExceeded',
        message: 'Pod was active on the node longer than the deadline',
      },
    }),
    'failed',
    'DeadlineExceeded',
    'Failed: Pod was active on the node longer than the deadline',
  ],
  [
    'shut down with its node',
    pod('web-1', {
      ready: false,
      status: {
        phase: 'Failed',
        reason: 'Terminated',
        message: 'Pod was terminated in response to imminent node shutdown.',
      },
    }),
    'failed',
    'Terminated',
    'Ended because its node shut down: Pod was terminated in response to imminent node shutdown',
  ],
  [
    'crash loop',
    podIn(
      'web-1',
      { waiting: { reason: 'CrashLoopBackOff' } },
      { lastState: terminated(1), restartCount: 3 },
    ),
    'failed',
    'CrashLoopBackOff',
    'Restarts again and again: exit code 1',
  ],
  [
    'not ready is degraded, not failed',
    podIn('web-1', { running: { startedAt: ago(900) } }),
    'degraded',
    'Unhealthy',
    'Is not ready, its readiness probe fails: 503',
    [event(pod('web-1'), 'Unhealthy', 'Readiness probe failed: 503')],
  ],
  [
    'nothing seen yet',
    pod('web-1', { status: { phase: undefined, conditions: [] } }),
    'unknown',
    'NotObserved',
    'Nothing has been seen of this pod yet',
  ],
  [
    'Pending with no more said',
    pod('web-1', {
      ready: false,
      status: { phase: 'Pending', containerStatuses: [] },
    }),
    'starting',
    'Pending',
    'Is starting',
  ],
  [
    'events of another pod do not count',
    podIn('web-1', { running: { startedAt: ago(900) } }),
    'degraded',
    'ContainersNotReady',
    'Runs but is not ready',
    [event(pod('web-2'), 'Unhealthy', 'Readiness probe failed: 503')],
  ],
  [
    'a container that the spec does not name',
    pod('web-1', {
      containers: [
        containerStatus('injected', {
          ready: false,
          state: { waiting: { reason: 'ErrImagePull' } },
        }),
      ],
    }),
    'failed',
    'ErrImagePull',
    'Cannot pull its image',
  ],
];

describe('derivePodStatus', () => {
  it.each(rows)('%s', (_, subject, state, reason, message, events = []) => {
    expect(derivePodStatus(subject, events, NOW)).toMatchObject({
      state,
      reason,
      message,
    });
  });
});
