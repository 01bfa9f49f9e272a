import type { UsageReading, Workload } from '../../workloads';
import type { CachedKind, CachedObject, Pod } from '../../workloads';
import type { MetricRequest, Place } from '../types';
import { MetricsApiSource } from './MetricsApiSource';
import { Sampler } from './Sampler';

const START = Date.parse('2026-03-01T12:00:00Z');
const meta = (name: string, owner?: [kind: string, name: string]) => ({
  name,
  namespace: 'shop',
  uid: `uid-${name}`,
  resourceVersion: '1',
  creationTimestamp: '2026-02-01T12:00:00Z',
  ownerReferences: owner && [
    {
      kind: owner[0],
      name: owner[1],
      uid: `uid-${owner[1]}`,
      controller: true,
    },
  ],
});

function pod(name: string, more: { ready?: boolean; restarts?: number } = {}) {
  const result: Pod = {
    kind: 'Pod',
    metadata: meta(name, ['ReplicaSet', 'web-1']),
    spec: { containers: [{ name: 'web', image: 'web:1' }] },
    status: {
      conditions: [
        { type: 'Ready', status: more.ready === false ? 'False' : 'True' },
      ],
      containerStatuses: [
        { name: 'web', ready: true, restartCount: more.restarts ?? 0 },
      ],
    },
  };
  return result;
}

const web: Workload = {
  kind: 'Deployment',
  metadata: meta('web'),
  spec: {
    replicas: 2,
    selector: {},
    template: { containers: [{ name: 'web', image: 'web:1' }] },
  },
  status: {},
};

function place(): Place {
  return {
    cluster: 'local',
    workloads: [
      {
        cluster: 'local',
        workload: web,
        replicaSets: [],
        pods: [],
        disruptionBudgets: [],
        events: [],
      },
    ],
  };
}

class World {
  now = START;
  synced = true;
  pods: Pod[] = [pod('web-1-aaaaa'), pod('web-1-bbbbb')];
  readonly sampler = new Sampler({
    feed: {
      onUsage: () => () => {},
      dump: (_: string, kind: CachedKind): CachedObject[] =>
        ((
          {
            Pod: this.pods,
            Deployment: [web],
            ReplicaSet: [
              {
                kind: 'ReplicaSet',
                metadata: meta('web-1', ['Deployment', 'web']),
                spec: { replicas: 2 },
                status: {},
              },
            ],
          } as Partial<Record<CachedKind, CachedObject[]>>
        )[kind] ?? []),
      synced: () => this.synced,
    },
    clusters: ['local'],
    clock: () => new Date(this.now),
  });
  readonly source = new MetricsApiSource({
    sampler: this.sampler,
    clock: () => new Date(this.now),
  });

  /** One round 30 s after the one before. */
  round(usage?: Record<string, number>, state: UsageReading['state'] = 'read') {
    this.sampler.sample('local', {
      state,
      at: new Date(this.now),
      table:
        usage &&
        new Map([
          [
            'shop',
            new Map(
              Object.entries(usage).map(([name, cpu]) => [
                name,
                { cpu, memory: cpu * 1000, at: '' },
              ]),
            ),
          ],
        ]),
    });
    this.now += 30_000;
  }

  read(panels: MetricRequest['panels'], by: 'service' | 'pod' = 'service') {
    return this.source.read(place(), {
      grid: { start: START / 1000, step: 30, steps: 4 },
      by,
      panels,
    });
  }
}

describe('the metrics API as a source', () => {
  it('sums the pods; what was not measured is null and never 0', async () => {
    const world = new World();
    world.round({ 'web-1-aaaaa': 0.5, 'web-1-bbbbb': 0.25 });
    world.round({});
    world.round({ 'web-1-aaaaa': 0.5 });
    const { panels, coveredFrom } = await world.read(['cpu']);
    expect(panels.get('cpu')!.series[0].values).toEqual([0.75, null, 0.5, 0.5]);
    expect(coveredFrom).toBeUndefined();
  });

  it('keeps the curve of a pod that is gone', async () => {
    const world = new World();
    world.round({ 'web-1-aaaaa': 0.5, 'web-1-bbbbb': 0.25 });
    world.pods = world.pods.slice(1);
    world.round({ 'web-1-bbbbb': 0.25 });
    world.round({ 'web-1-bbbbb': 0.25 });
    const { panels } = await world.read(['cpu', 'replicas'], 'pod');
    expect(
      panels.get('cpu')!.series.map(({ pod: of, values }) => [of, ...values]),
    ).toEqual([
      ['web-1-aaaaa', 0.5, null, null, null],
      ['web-1-bbbbb', 0.25, 0.25, 0.25, 0.25],
    ]);
    expect(
      panels
        .get('replicas')!
        .series.map(({ name, values }) => [name, ...values]),
    ).toEqual([
      ['Ready', 2, 1, 1, 1],
      ['Desired', 2, 2, 2, 2],
    ]);
  });

  it('counts replicas and restarts where there is no metrics API, and says so', async () => {
    const world = new World();
    world.pods = [pod('web-1-aaaaa', { ready: false, restarts: 3 })];
    world.round(undefined, 'absent');
    const { panels } = await world.read(['cpu', 'replicas', 'restarts']);
    expect(panels.get('cpu')).toEqual({
      series: [],
      empty: {
        why: 'local does not serve metrics.k8s.io.',
        nextStep: expect.stringContaining('metrics-server'),
      },
    });
    expect(panels.get('replicas')!.series[0].values).toEqual([
      0,
      0,
      null,
      null,
    ]);
    expect(panels.get('restarts')!.series[0].values).toEqual([
      3,
      3,
      null,
      null,
    ]);
  });

  it.each([
    ['forbidden', 'may not read metrics.k8s.io'],
    ['failed', 'does not answer'],
    ['read', 'has no values of these pods'],
  ] as const)(
    'says in words why there is nothing: %s',
    async (state, words) => {
      const world = new World();
      world.round(undefined, state);
      const { panels } = await world.read(['cpu']);
      expect(panels.get('cpu')!.empty!.why).toContain(words);
    },
  );

  it('says since when there are values: since the portal began, or for half an hour', async () => {
    const world = new World();
    world.now += 7_200_000;
    world.round({ 'web-1-aaaaa': 1 });
    const { panels, coveredFrom } = await world.read(['cpu']);
    expect(panels.get('cpu')!.empty!.why).toBe(
      'The portal has watched local only since 2026-03-01T14:00:00.000Z.',
    );
    expect(coveredFrom).toEqual(new Date('2026-03-01T14:00:00.000Z'));
    for (let i = 0; i < 64; i++) world.round({ 'web-1-aaaaa': 1 });
    const later = await world.read(['cpu']);
    expect(later.panels.get('cpu')!.empty!.why).toBe(
      'Only the last half hour is kept of local, since 2026-03-01T14:00:30.000Z.',
    );
  });

  it('begins when the cluster was listed: pods not seen yet are no pods that are not there', async () => {
    const world = new World();
    const { pods } = world;
    world.synced = false;
    world.pods = [];
    world.round({ 'web-1-aaaaa': 0.5, 'web-1-bbbbb': 0.25 });
    world.sampler.catchUp();
    const before = await world.read(['cpu', 'replicas']);
    for (const { series, empty } of before.panels.values()) {
      expect(series).toEqual([]);
      expect(empty!.why).toBe('Nothing of local was sampled yet.');
    }
    expect(world.source.heldSince('local')).toEqual(new Date(world.now));
    world.synced = true;
    world.pods = pods;
    // At once, with what the metrics API has told meanwhile.
    world.sampler.catchUp();
    const { panels } = await world.read(['cpu', 'replicas']);
    const valuesOf = (id: 'cpu' | 'replicas') =>
      panels.get(id)!.series[0].values;
    expect(valuesOf('cpu')).toEqual([null, 0.75, 0.75, null]);
    expect(valuesOf('replicas')).toEqual([null, 2, 2, null]);
  });

  it('has no gaps however a round is early or late by a quarter, or is missed', async () => {
    const world = new World();
    // The pauses between two rounds, in seconds.
    const pauses = [22.5, 37.5, 37.5, 22.5, 22.5, 59, 30, 37.5, 22.5, 37.5];
    for (const pause of pauses) {
      world.round({ 'web-1-aaaaa': 0.5 });
      world.now += pause * 1000 - 30_000;
    }
    const end = Math.floor((world.now - START) / 30_000);
    const { panels } = await world.source.read(place(), {
      grid: { start: START / 1000, step: 30, steps: end + 1 },
      by: 'service',
      panels: ['cpu'],
    });
    expect(panels.get('cpu')!.series[0].values).toEqual(
      Array(end + 1).fill(0.5),
    );
  });

  it('tells the value now, and nothing once it is old', async () => {
    const world = new World();
    world.round({ 'web-1-aaaaa': 0.5, 'web-1-bbbbb': 0.25 });
    await expect(world.source.latest(place(), 'cpu')).resolves.toBe(0.75);
    await expect(world.source.latest(place(), 'replicas')).resolves.toBe(2);
    await expect(world.source.latest(place(), 'requests')).resolves.toBe(
      undefined,
    );
    world.now += 120_000;
    await expect(world.source.latest(place(), 'cpu')).resolves.toBe(undefined);
  });

  it('takes what was read last for a minute and a half, and then nothing', async () => {
    const world = new World();
    world.round({ 'web-1-aaaaa': 0.5 });
    for (let i = 0; i < 4; i++) {
      world.sampler.sample('local', { state: 'failed' });
      world.now += 30_000;
    }
    const { table } = world.sampler.of('local')!;
    expect(
      table
        .history()
        .map(({ column }) => table.read('shop/web-1-aaaaa', column)!.cpu),
    ).toEqual([0.5, 0.5, 0.5, 0.5, undefined]);
  });

  it('samples by itself a cluster whose API nobody moves', async () => {
    const world = new World();
    world.sampler.catchUp();
    world.now += 20_000;
    world.sampler.catchUp();
    world.now += 30_000;
    world.sampler.catchUp();
    expect(
      world.sampler
        .of('local')!
        .table.history()
        .map(({ at }) => at - START),
    ).toEqual([0, 50_000]);
  });
});
