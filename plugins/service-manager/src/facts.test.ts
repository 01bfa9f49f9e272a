import { countReady, groupByCluster, ownersOf, placesOf } from './facts';
import { aCluster, aService, aWorkload } from './testing';

const inCluster = (cluster: string, name = 'web') =>
  aWorkload({
    ref: {
      id: `${cluster}-${name}`,
      cluster,
      namespace: 'shop',
      kind: 'Deployment',
      name,
    },
  });

describe('facts of a service', () => {
  const service = aService({
    clusters: [aCluster({ name: 'eu', title: 'Europe' })],
    workloads: [
      inCluster('eu'),
      inCluster('us'),
      inCluster('eu', 'worker'),
      aWorkload({ replicas: undefined, ref: inCluster('eu', 'report').ref }),
    ],
  });

  it('are grouped by cluster, also by one that no health is known of', () => {
    expect(
      groupByCluster(service).map(({ title, workloads }) => [
        title,
        workloads.map(({ ref }) => ref.name),
      ]),
    ).toEqual([
      ['Europe', ['web', 'worker', 'report']],
      ['us', ['web']],
    ]);
  });

  it('count only workloads that have replicas', () => {
    expect(countReady(service)).toEqual({ ready: 9, desired: 9 });
  });

  it('name each place and each owner once', () => {
    expect(placesOf(service)).toEqual(['Europe / shop', 'us / shop']);
    const owner = { kind: 'Helm', name: 'shop', effect: 'Until upgrade.' };
    const owned = { ...inCluster('eu'), owners: [owner as any] };
    expect(ownersOf(aService({ workloads: [owned, owned] }))).toEqual([owner]);
  });
});
