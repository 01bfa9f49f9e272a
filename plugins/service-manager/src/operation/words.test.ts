import { anOperation } from '../testing';
import { currentStep, progressOf, standingOf } from './outcome';
import { recentReasons } from './ReasonField';
import { describeOperation, isVerb } from './verbs';

describe('the words for an operation', () => {
  it.each([
    [{ verb: 'stop' }, 'Stopped project-manager'],
    [{ verb: 'stop', phase: 'acting' }, 'Stopping project-manager'],
    // It did not come to be, so it is not said to have happened.
    [{ verb: 'stop', outcome: 'failed' }, 'Stop project-manager'],
    [
      { verb: 'scale', parameters: { replicas: 1 } },
      'Scaled project-manager to 1 replica',
    ],
    [
      { verb: 'rollback', parameters: { revision: 13 } },
      'Rolled back project-manager to revision 13',
    ],
    [
      { verb: 'deploy', parameters: { images: [{ image: ':2.3.0' }] } },
      'Deployed to project-manager: :2.3.0',
    ],
  ] as const)('of %j are %s', (overrides, words) => {
    expect(describeOperation(anOperation(overrides as any))).toBe(words);
  });

  it('name who overrode it', () => {
    expect(
      standingOf(
        anOperation({
          outcome: 'overridden',
          overriddenBy: 'argocd-controller',
        }),
      ),
    ).toEqual({ word: 'Overridden by argocd-controller', tone: 'bad' });
  });

  it('claim no success where no outcome is known', () => {
    expect(standingOf(anOperation({ outcome: undefined })).tone).toBe(
      'neutral',
    );
  });
});

describe('the progress of an operation', () => {
  const running = anOperation({
    phase: 'following',
    steps: [
      { id: '1', title: 'Set web to 0 replicas', state: 'done' },
      {
        id: '2',
        title: 'Wait for web to stop',
        state: 'running',
        progress: { done: 1, total: 2 },
      },
    ],
  });

  it('counts finished steps and the part of the running one', () => {
    expect(progressOf(running)).toBe(75);
    expect(progressOf(anOperation({ steps: [] }))).toBe(0);
  });

  it('says where it is', () => {
    expect(currentStep(running)).toBe('Wait for web to stop: 1 of 2');
  });
});

describe('the reasons that are offered', () => {
  it('are the latest, each once, without empty ones', () => {
    const reasons = ['Load test', ' ', 'Load test', 'Maintenance', undefined];
    expect(
      recentReasons(reasons.map(reason => anOperation({ reason }))),
    ).toEqual(['Load test', 'Maintenance']);
  });
});

describe('a verb in a URL', () => {
  it('is one of ours or none', () => {
    expect(isVerb('stop')).toBe(true);
    expect(isVerb('explode')).toBe(false);
    expect(isVerb('toString')).toBe(false);
    expect(isVerb(null)).toBe(false);
  });
});
