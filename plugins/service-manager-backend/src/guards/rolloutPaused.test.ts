import { deployment, snapshot } from '../workloads/__testUtils__';
import { codes } from './__testUtils__/guards';

describe('rollout-paused', () => {
  const snapshots = [snapshot(deployment({ spec: { paused: true } }))];

  it('trap: a deploy to a paused Deployment reaches no pod yet', () => {
    const parameters = { images: [{ image: ':9' }] };
    expect(codes({ verb: 'deploy', parameters, snapshots })).toEqual([
      'rollout-paused:warning',
    ]);
  });

  it('resume is free', () => {
    expect(codes({ verb: 'resume', snapshots })).toEqual([]);
  });
});
