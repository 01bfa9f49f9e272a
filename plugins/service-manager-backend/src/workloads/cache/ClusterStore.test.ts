import * as fc from 'fast-check';
import type { CachedKind, Workload } from '../objects';
import { ClusterStore } from './ClusterStore';
import { Interner } from './intern';
import { snapshotOf } from './snapshot';
import { trim } from './trim';

const NOW = new Date('2026-01-01T12:00:00Z');

function createStore(options: { maxEventsPerObject?: number } = {}) {
  const told: string[] = [];
  const store = new ClusterStore({
    now: () => NOW,
    maxEventsPerObject: options.maxEventsPerObject ?? 20,
    maxEventAgeMs: 3_600_000,
    onChange: workload =>
      told.push(`${workload.kind}/${workload.metadata.name}`),
  });
  return { store, told };
}

function raw(
  name: string,
  more: Record<string, any> = {},
  owner?: { kind: string; name: string },
) {
  const { metadata, ...rest } = more;
  return {
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T11:00:00Z',
      ...(owner && {
        ownerReferences: [
          { ...owner, uid: `uid-${owner.name}`, controller: true },
        ],
      }),
      ...metadata,
    },
    ...rest,
  };
}

function deployment(name: string, more: Record<string, any> = {}) {
  return raw(name, {
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image: 'x:1' }] },
      },
    },
    ...more,
  });
}

function event(name: string, regarding: object, more = {}) {
  return raw(name, {
    involvedObject: regarding,
    reason: 'Failed',
    type: 'Warning',
    message: name,
    lastTimestamp: '2026-01-01T11:59:00Z',
    ...more,
  });
}

describe('ClusterStore', () => {
  it('gathers what belongs to a Deployment', () => {
    const { store } = createStore();
    // In the worst order: the parts are seen before what they belong to.
    store.upsert(
      'Event',
      event('e1', { kind: 'Pod', name: 'web-1-a', uid: 'uid-web-1-a' }),
    );
    store.upsert(
      'Pod',
      raw('web-1-a', {}, { kind: 'ReplicaSet', name: 'web-1' }),
    );
    store.upsert('Pod', raw('other', {}, { kind: 'ReplicaSet', name: 'o-1' }));
    store.upsert(
      'ReplicaSet',
      raw('web-1', {}, { kind: 'Deployment', name: 'web' }),
    );
    store.upsert(
      'HorizontalPodAutoscaler',
      raw('any-name', {
        spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' } },
      }),
    );
    // Of the same name, but for something else: never found by name.
    store.upsert(
      'HorizontalPodAutoscaler',
      raw('web', {
        spec: { scaleTargetRef: { kind: 'StatefulSet', name: 'web' } },
      }),
    );
    store.upsert(
      'PodDisruptionBudget',
      raw('pdb', { spec: { selector: { matchLabels: { app: 'web' } } } }),
    );
    store.upsert(
      'PodDisruptionBudget',
      raw('pdb-without-selector', { spec: {} }),
    );
    store.upsert('Deployment', deployment('web'));

    const workload = store.workloadAt('shop', 'Deployment', 'web')!;
    const snapshot = snapshotOf('eu', store, undefined, workload);
    expect(snapshot.pods.map(pod => pod.metadata.name)).toEqual(['web-1-a']);
    expect(snapshot.replicaSets.map(set => set.metadata.name)).toEqual([
      'web-1',
    ]);
    expect(snapshot.hpa?.metadata.name).toBe('any-name');
    expect(snapshot.disruptionBudgets.map(pdb => pdb.metadata.name)).toEqual([
      'pdb',
    ]);
    expect(snapshot.events.map(item => item.message)).toEqual(['e1']);
    expect(snapshot.usage).toBeUndefined();
  });

  it('gathers the pods of a CronJob through its Jobs', () => {
    const { store } = createStore();
    store.upsert('CronJob', raw('report', { spec: { schedule: '@daily' } }));
    store.upsert(
      'Job',
      raw('report-1', {}, { kind: 'CronJob', name: 'report' }),
    );
    store.upsert(
      'Pod',
      raw('report-1-x', {}, { kind: 'Job', name: 'report-1' }),
    );
    const snapshot = snapshotOf(
      'eu',
      store,
      undefined,
      store.workloadAt('shop', 'CronJob', 'report')!,
    );
    expect(snapshot.pods.map(pod => pod.metadata.name)).toEqual(['report-1-x']);
    expect(snapshot.jobs?.map(job => job.metadata.name)).toEqual(['report-1']);
  });

  it('tells the owning workload of whatever belongs to it', () => {
    const { store, told } = createStore();
    store.upsert('Deployment', deployment('web'));
    store.upsert(
      'ReplicaSet',
      raw('web-1', {}, { kind: 'Deployment', name: 'web' }),
    );
    store.upsert(
      'Pod',
      raw('web-1-a', {}, { kind: 'ReplicaSet', name: 'web-1' }),
    );
    const tells = (act: () => void) => {
      told.length = 0;
      act();
      return [...new Set(told)];
    };
    expect(
      tells(() =>
        store.upsert(
          'Event',
          event('e', { kind: 'Pod', name: 'web-1-a', uid: 'uid-web-1-a' }),
        ),
      ),
    ).toEqual(['Deployment/web']);
    expect(tells(() => store.remove('Event', 'uid-e'))).toEqual([
      'Deployment/web',
    ]);
    expect(tells(() => store.remove('Pod', 'uid-web-1-a'))).toEqual([
      'Deployment/web',
    ]);
    expect(
      tells(() =>
        store.upsert(
          'PodDisruptionBudget',
          raw('pdb', { spec: { selector: { matchLabels: { app: 'web' } } } }),
        ),
      ),
    ).toEqual(['Deployment/web']);
    expect(
      tells(() =>
        store.upsert(
          'ScaledObject',
          raw('so', { spec: { scaleTargetRef: { name: 'web' } } }),
        ),
      ),
    ).toEqual(['Deployment/web']);
    expect(
      tells(() =>
        store.upsert('Pod', raw('lone', {}, { kind: 'Rollout', name: 'r' })),
      ),
    ).toEqual([]);
  });

  it('tells nothing of an object that did not change', () => {
    const { store, told } = createStore();
    store.upsert('Deployment', deployment('web'));
    told.length = 0;
    store.upsert('Deployment', deployment('web'));
    expect(told).toEqual([]);
  });

  it('knows an object that was replaced by one of the same name', () => {
    const { store } = createStore();
    store.upsert('Deployment', deployment('web'));
    const again = deployment('web', {
      metadata: { uid: 'uid-2', labels: { v: '2' } },
    });
    // The new one is seen before the end of the old one.
    store.upsert('Deployment', again);
    store.remove('Deployment', 'uid-web');
    expect(store.workloadAt('shop', 'Deployment', 'web')?.metadata.uid).toBe(
      'uid-2',
    );
    expect(store.workloadsWithLabel('v', '2').length).toBe(1);
    store.remove('Deployment', 'uid-2');
    expect(store.workloadAt('shop', 'Deployment', 'web')).toBeUndefined();
    expect(store.workloadsWithLabel('v', '2').length).toBe(0);
  });

  it('keeps the newest events of an object, and none past their age', () => {
    const { store } = createStore({ maxEventsPerObject: 3 });
    store.upsert('Deployment', deployment('web'));
    const about = { kind: 'Deployment', name: 'web', uid: 'uid-web' };
    for (const minute of [10, 50, 20, 40, 30]) {
      store.upsert(
        'Event',
        event(`at-${minute}`, about, {
          lastTimestamp: `2026-01-01T11:${minute}:00Z`,
        }),
      );
    }
    store.upsert(
      'Event',
      event('old', about, { lastTimestamp: '2026-01-01T10:59:00Z' }),
    );
    store.upsert('Event', event('node', { kind: 'Node', name: 'n', uid: 'n' }));
    const { events } = snapshotOf(
      'eu',
      store,
      undefined,
      store.workloadAt('shop', 'Deployment', 'web')!,
    );
    expect(events.map(item => item.message)).toEqual([
      'at-50',
      'at-40',
      'at-30',
    ]);
    expect(store.all('Event').length).toBe(3);
  });

  it('never takes a label for a property of every object', () => {
    const { store } = createStore();
    store.upsert('Deployment', deployment('web'));
    expect(store.workloadsWithLabel('constructor', 'x').length).toBe(0);
  });
});

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
