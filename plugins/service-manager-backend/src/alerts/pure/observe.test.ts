import type { StatusState } from '@vtasker/backstage-plugin-service-manager-common';
import { look, restartedPod, status } from '../__testUtils__/world';
import {
  observeDown,
  observeErrorLogs,
  observeMetric,
  observeRestarts,
} from './observe';

const ago = { restarts: 3, windowSeconds: 900 };

describe('observeDown', () => {
  it.each<[StatusState, string]>([
    ['failed', 'bad'],
    ['stopped', 'bad'],
    ['running', 'good'],
    ['degraded', 'good'],
    ['suspended', 'good'],
    ['starting', 'good'],
    // On its way: what fires goes on, what does not begins nothing.
    ['stopping', 'unknown'],
    ['unknown', 'unknown'],
  ])('%s is %s', (state, verdict) => {
    expect(observeDown(look({ status: status(state) }), false).verdict).toBe(
      verdict,
    );
  });

  it('is down while none of its pods is ready, however it calls itself', () => {
    for (const state of ['starting', 'degraded'] as const) {
      const none = look({ status: status(state), ready: 0 });
      expect(observeDown(none, false).verdict).toBe('bad');
      const wanted = look({ status: status(state), ready: 0, desired: 0 });
      expect(observeDown(wanted, false).verdict).toBe('good');
    }
  });

  it('stopped is good where it is meant', () => {
    const stopped = look({ status: status('stopped', 'ScaledToZero') });
    expect(observeDown(stopped, true).verdict).toBe('good');
    for (const reason of ['StoppedByPerson', 'NoMatchingNodes']) {
      const meant = look({ status: status('stopped', reason) });
      expect(observeDown(meant, false).verdict).toBe('good');
    }
  });

  it('is unknown while a cluster is silent, whatever it last said', () => {
    for (const state of ['failed', 'running', 'stopped'] as const) {
      const seen = look({
        status: status(state),
        silentClusters: ['Production', 'Backup'],
      });
      expect(observeDown(seen, false)).toEqual({
        verdict: 'unknown',
        problem: 'Production, Backup do not answer, so it is not known.',
      });
    }
  });
});

describe('observeRestarts', () => {
  it('is bad from the number on', () => {
    const seen = look({ restarts: 5 });
    const verdict = (restarts: number) =>
      observeRestarts(ago, seen, { restarts, complete: true }).verdict;
    expect([2, 3, 4].map(verdict)).toEqual(['good', 'bad', 'bad']);
  });

  it('is not good before the whole window was seen', () => {
    expect(
      observeRestarts(ago, look(), { restarts: 0, complete: false }),
    ).toEqual({ verdict: 'unknown' });
  });

  it('is bad while a container waits longer and longer between its tries', () => {
    const pods = () => [restartedPod(9, { waiting: 'CrashLoopBackOff' })];
    const none = { restarts: 0, complete: true };
    expect(observeRestarts(ago, look({ restarts: 9, pods }), none)).toEqual({
      verdict: 'bad',
      summary:
        'web of web-u1 has restarted 9 times and waits to be tried again',
      value: '9',
    });
    const early = () => [restartedPod(2, { waiting: 'CrashLoopBackOff' })];
    expect(
      observeRestarts(ago, look({ restarts: 2, pods: early }), none).verdict,
    ).toBe('good');
  });

  it('is unknown while a cluster is silent', () => {
    expect(
      observeRestarts(ago, look({ silentClusters: ['Production'] }), {
        restarts: 9,
        complete: true,
      }).verdict,
    ).toBe('unknown');
  });
});

describe('numbers', () => {
  it.each([
    [{ above: 10 }, 10, 'good'],
    [{ above: 10 }, 10.1, 'bad'],
    [{ below: 2 }, 2, 'good'],
    [{ below: 2 }, 0, 'bad'],
    [{ above: 10, below: 2 }, 5, 'good'],
    [{ above: 10 }, NaN, 'unknown'],
    [{ above: 10 }, Infinity, 'unknown'],
    [{ above: 10 }, undefined, 'unknown'],
  ])('%j at %s is %s', (bounds, value, verdict) => {
    expect(
      observeMetric({ panel: 'requests', ...bounds }, { value }).verdict,
    ).toBe(verdict);
  });

  it('error lines are too many above the rate, and unknown with a reason', () => {
    const verdict = (value: number) =>
      observeErrorLogs({ perMinute: 5 }, { value }).verdict;
    expect([5, 6].map(verdict)).toEqual(['good', 'bad']);
    expect(
      observeErrorLogs({ perMinute: 5 }, { problem: 'Loki is away.' }),
    ).toEqual({ verdict: 'unknown', problem: 'Loki is away.' });
  });
});
