import {
  ago,
  deployment,
  NOW,
  pod,
  snapshot,
  statefulSet,
} from '../../workloads/__testUtils__';
import type { Pod } from '../../workloads';
import { evaluateGoal } from './evaluate';

const evicted = pod('web-1', {
  status: { phase: 'Failed', reason: 'Evicted' },
});
const failed = pod('web-2', { status: { phase: 'Failed' } });
const succeeded = pod('web-3', { status: { phase: 'Succeeded' } });
const heldBack = pod('web-4', {
  meta: { deletionTimestamp: ago(60), finalizers: ['example.com/audit'] },
  status: { phase: 'Failed', reason: 'Evicted' },
});
const terminating = pod('web-5', { meta: { deletionTimestamp: ago(5) } });
const lost = pod('web-6', { status: { phase: 'Unknown' } });

const gone = { spec: { replicas: 0 } };

function stopped(pods: Pod[], workload = deployment(gone)) {
  return evaluateGoal({ kind: 'stopped' }, snapshot(workload, { pods }), {
    now: NOW,
    podsBefore: 3,
  });
}

describe('the goal "stopped"', () => {
  it.each<[string, Pod[]]>([
    ['no pods', []],
    ['an evicted pod', [evicted]],
    ['a failed pod', [failed]],
    ['a pod that ran to its end', [succeeded]],
    ['an evicted pod held by a finalizer', [heldBack]],
    ['all of them', [evicted, failed, succeeded, heldBack]],
  ])('trap: is reached with %s left', (_, pods) => {
    expect(stopped(pods)).toMatchObject({
      state: 'done',
      progress: { done: 3, total: 3 },
    });
    expect(stopped(pods, statefulSet(gone) as any).state).toBe('done');
  });

  it.each<[string, Pod[]]>([
    ['a terminating pod', [terminating, evicted, succeeded]],
    ['a pod on a node that does not answer', [lost, failed]],
  ])('is not reached with %s left', (_, pods) => {
    expect(stopped(pods)).toMatchObject({
      state: 'waiting',
      message: '1 pod still to stop.',
      progress: { done: 2, total: 3 },
    });
  });

  it('is not reached while status.replicas is not 0', () => {
    const workload = deployment({ ...gone, status: { replicas: 2 } });
    expect(stopped([evicted], workload).state).toBe('waiting');
  });
});
