import type { WorkloadSnapshot } from '../workloads';
import { alertLook } from './alertLook';
import {
  component,
  createHarness,
  deployment,
  health,
  operation,
} from './__testUtils__/harness';

function create(
  snapshot: WorkloadSnapshot = deployment('web', { replicas: 0 }),
) {
  const harness = createHarness();
  harness.reader.snapshots = [snapshot];
  const { states, reader, operations, directory } = harness;
  operations.list.mockResolvedValue({ items: [], nextCursor: 'inner' });
  const look = alertLook({ states, workloads: reader, operations });
  const web = directory.remember(component('web'));
  return { ...harness, seen: () => look(web) };
}

describe('alertLook', () => {
  it('sees what the page shows', () => {
    const { seen } = create(deployment('web', { replicas: 2 }));
    expect(seen()).toMatchObject({
      status: { state: 'running' },
      silentClusters: [],
      desired: 2,
      ready: 2,
      restarts: 0,
    });
  });

  it('names the clusters that do not answer', () => {
    const { seen, reader } = create(deployment('web'));
    reader.clusters = [health({ state: 'unreachable', title: 'Production' })];
    expect(seen().silentClusters).toEqual(['Production']);
  });

  it('a cluster that the service is not in may be silent', () => {
    const { seen, reader } = create(deployment('web'));
    reader.clusters = [health(), health({ name: 'other', state: 'stale' })];
    expect(seen().silentClusters).toEqual([]);
  });

  describe('whether it is meant that it is stopped', () => {
    it('is not, where nobody is known to have stopped it', async () => {
      expect(await create().seen().stopMeant()).toBe(false);
    });

    it('is, where a stop is remembered', async () => {
      const { seen, operations } = create();
      operations.stopMemories.mockImplementation(
        async ids => new Map([[ids[0], {}]]),
      );
      expect(await seen().stopMeant()).toBe(true);
    });

    it.each([
      [
        'scaled to 0 from here',
        [{ verb: 'scale', parameters: { replicas: 0 } }],
        true,
      ],
      ['stopped from here', [{ verb: 'stop' }], true],
      ['started since', [{ verb: 'start' }, { verb: 'stop' }], false],
      [
        'scaled up since',
        [{ verb: 'scale', parameters: { replicas: 2 } }, { verb: 'stop' }],
        false,
      ],
      ['only restarted since', [{ verb: 'restart' }, { verb: 'stop' }], true],
      ['stopped in vain', [{ verb: 'stop', outcome: 'failed' }], false],
    ] as const)('%s: %#', async (_, items, meant) => {
      const { seen, operations } = create();
      operations.list.mockResolvedValue({
        items: items.map(one => operation(one as object)),
        nextCursor: 'inner',
      });
      expect(await seen().stopMeant()).toBe(meant);
    });

    it('is, where an autoscaler may leave nothing running', async () => {
      const meta = deployment('web').workload.metadata;
      const hpa = (minReplicas: number) =>
        create({
          ...deployment('web', { replicas: 0 }),
          hpa: {
            kind: 'HorizontalPodAutoscaler',
            metadata: meta,
            spec: {
              scaleTargetRef: { kind: 'Deployment', name: 'web' },
              minReplicas,
              maxReplicas: 3,
            },
            status: {},
          },
        });
      expect(await hpa(0).seen().stopMeant()).toBe(true);
      // It is off, as long as somebody keeps the workload at 0.
      expect(await hpa(1).seen().stopMeant()).toBe(false);
      const keda = create({
        ...deployment('web', { replicas: 0 }),
        scaledObject: {
          kind: 'ScaledObject',
          metadata: meta,
          spec: { scaleTargetRef: { name: 'web' } },
          status: {},
        },
      });
      expect(await keda.seen().stopMeant()).toBe(true);
    });
  });
});
