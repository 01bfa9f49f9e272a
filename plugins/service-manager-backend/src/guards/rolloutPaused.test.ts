import { deployment, snapshot } from '../workloads/__testing__';
import { codes } from './__testing__/guards';

describe('rollout-paused', () => {
  const snapshots = [snapshot(deployment({ spec: { paused: true } }))];

  it.each([
    ['restart', 'block'],
    ['deploy', 'warning'],
  ] as const)('trap: %s of a paused Deployment: %s', (verb, severity) => {
    expect(
      codes({
        verb,
        parameters: verb === 'deploy' ? { images: [{ image: ':9' }] } : {},
        snapshots,
      }),
    ).toEqual([`rollout-paused:${severity}`]);
  });

  it('trap: rollback of a paused Deployment: block', () => {
    expect(
      codes({ verb: 'rollback', parameters: { revision: 1 }, snapshots }),
    ).toEqual(['rollout-paused:block', 'rollback-scope:info']);
  });

  it('resume is free', () => {
    expect(codes({ verb: 'resume', snapshots })).toEqual([]);
  });
});
