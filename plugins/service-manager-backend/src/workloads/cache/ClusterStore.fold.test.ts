import * as fc from 'fast-check';
import type { CachedKind, Workload } from '../objects';
import { ClusterStore } from './ClusterStore';
import { Interner } from './intern';
import { snapshotOf } from './snapshot';
import { trim } from './trim';
import { createStore, deployment } from './__testUtils__/store';

describe('the fold of lists and events', () => {
  /** What the API did: versions of a few objects, and lists in between. */
  type Step =
    | { do: 'write'; kind: CachedKind; name: string; label: string }
    | { do: 'delete'; kind: CachedKind; name: string }
    | { do: 'miss' }
    | { do: 'list' };

  const KINDS_USED: CachedKind[] = ['Deployment', 'ReplicaSet', 'Pod'];
  const kind = fc.constantFrom(...KINDS_USED);
  const name = fc.constantFrom('a', 'b', 'c');
  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        do: fc.constant('write' as const),
        kind,
        name,
        label: fc.constantFrom('x', 'y'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('delete' as const), kind, name }),
    },
    // From here on nothing is seen until the next list.
    { weight: 1, arbitrary: fc.record({ do: fc.constant('miss' as const) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('list' as const) }) },
  );

  const OWNERS: Partial<Record<CachedKind, CachedKind>> = {
    Pod: 'ReplicaSet',
    ReplicaSet: 'Deployment',
  };

  function uidOf(of: CachedKind, named: string, born: number) {
    return `${of}-${named}-${born}`;
  }

  it('ends equal to a store that only saw the last list, with all indexes', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), steps => {
        const { store } = createStore();
        const truth = new Map<string, { kind: CachedKind; object: any }>();
        const born = new Map<string, number>();
        let version = 0;
        let watching = true;

        const list = (into: ClusterStore) => {
          for (const of of KINDS_USED) {
            const seen = new Set<string>();
            for (const entry of truth.values()) {
              if (entry.kind === of) {
                into.upsert(of, entry.object);
                seen.add(entry.object.metadata.uid);
              }
            }
            into.retain(of, undefined, seen);
          }
        };

        for (const next of steps) {
          version++;
          if (next.do === 'miss') {
            watching = false;
          } else if (next.do === 'list') {
            list(store);
            watching = true;
          } else {
            const key = `${next.kind}/${next.name}`;
            const exists = truth.get(key);
            if (next.do === 'delete') {
              if (exists) {
                truth.delete(key);
                born.delete(key);
                if (watching) {
                  store.remove(next.kind, exists.object.metadata.uid);
                }
              }
            } else {
              born.set(key, born.get(key) ?? version);
              const above = OWNERS[next.kind];
              const object = deployment(next.name, {
                metadata: {
                  uid: uidOf(next.kind, next.name, born.get(key)!),
                  resourceVersion: String(version),
                  labels: { tier: next.label },
                  ownerReferences: above && [
                    {
                      kind: above,
                      name: next.name,
                      uid: uidOf(
                        above,
                        next.name,
                        born.get(`${above}/${next.name}`) ?? 0,
                      ),
                      controller: true,
                    },
                  ],
                },
              });
              truth.set(key, { kind: next.kind, object });
              if (watching) {
                store.upsert(next.kind, object);
              }
            }
          }
        }
        if (!watching) {
          list(store);
        }

        const { store: fresh } = createStore();
        list(fresh);
        expect(view(store)).toEqual(view(fresh));
        expect(
          store
            .all('Pod')
            .map(pod => JSON.stringify(pod))
            .sort(),
        ).toEqual(
          [...truth.values()]
            .filter(entry => entry.kind === 'Pod')
            .map(entry =>
              JSON.stringify(trim('Pod', entry.object, new Interner())),
            )
            .sort(),
        );
      }),
      { numRuns: 500 },
    );
  });

  /** Everything that a reader can see, in a fixed order. */
  function view(store: ClusterStore) {
    const byName = (a: any, b: any) => (a.uid < b.uid ? -1 : 1);
    return {
      labels: ['x', 'y'].map(value =>
        [...store.workloadsWithLabel('tier', value)]
          .map(item => item.metadata)
          .sort(byName),
      ),
      inNamespace: [...store.workloadsIn('shop')]
        .map(item => item.metadata)
        .sort(byName),
      snapshots: store
        .workloads()
        .sort((a, b) => byName(a.metadata, b.metadata))
        .map((workload: Workload) =>
          snapshotOf('eu', store, undefined, workload),
        ),
      counts: store.counts(),
    };
  }
});
