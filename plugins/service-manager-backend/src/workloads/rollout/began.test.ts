import { ago, deployment, pod, replicaSet, snapshot } from '../__testUtils__';
import { rolloutBegan } from './began';

function web(revision: number) {
  return deployment({
    meta: {
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
    },
  });
}

function set(name: string, revision: number, seconds: number) {
  const made = replicaSet(name, revision);
  made.metadata.creationTimestamp = ago(seconds);
  return made;
}

function podOf(owner: string, name: string, seconds: number) {
  return pod(name, {
    meta: {
      creationTimestamp: ago(seconds),
      ownerReferences: [
        { kind: 'ReplicaSet', name: owner, uid: `uid-${owner}` },
      ],
    },
  });
}

describe('rolloutBegan', () => {
  it('is when the ReplicaSet of the newest revision was made', () => {
    expect(
      rolloutBegan(
        snapshot(web(2), {
          replicaSets: [set('web-a', 1, 3600), set('web-b', 2, 5)],
        }),
      ),
    ).toBe(ago(5));
    expect(
      rolloutBegan(snapshot(web(1), { replicaSets: [set('web-a', 1, 8)] })),
    ).toBe(ago(8));
  });

  it('of one that goes back to an earlier ReplicaSet, is when its first pod of this time was made', () => {
    const replicaSets = [set('web-a', 3, 7200), set('web-b', 2, 3600)];
    expect(
      rolloutBegan(
        snapshot(web(3), {
          replicaSets,
          pods: [
            // Left over from before what is rolled back.
            podOf('web-a', 'a-1', 7000),
            podOf('web-a', 'a-3', 4),
            podOf('web-a', 'a-2', 9),
            podOf('web-b', 'b-1', 20),
          ],
        }),
      ),
    ).toBe(ago(9));
    expect(
      rolloutBegan(snapshot(web(3), { replicaSets, pods: [] })),
    ).toBeUndefined();
  });

  it('is unknown while the ReplicaSet has not been seen', () => {
    expect(
      rolloutBegan(snapshot(web(2), { replicaSets: [set('web-a', 1, 3600)] })),
    ).toBeUndefined();
    expect(rolloutBegan(snapshot(deployment()))).toBeUndefined();
  });
});
