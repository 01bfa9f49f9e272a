import { snapshotOf } from './snapshot';
import { createStore, deployment, event, raw } from './__testUtils__/store';

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
