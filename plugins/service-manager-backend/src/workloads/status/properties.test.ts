import fc from 'fast-check';
import {
  StatusState,
  statusSchema,
} from '@vtasker/backstage-plugin-service-manager-common';
import {
  arbitraryEvent,
  arbitraryPod,
  arbitrarySnapshot,
} from '../__testUtils__/arbitraries';
import { NOW, pod } from '../__testUtils__';
import { replicaCounts } from '../rollout';
import { derivePodStatus } from './podStatus';
import { deriveWorkloadStatus } from './workloadStatus';

const RUNS = { numRuns: 300 };

/** Better first. */
const badness: StatusState[] = [
  'running',
  'starting',
  'degraded',
  'failed',
  'unknown',
];

function shuffled<T>(items: T[] | undefined) {
  return items
    ? fc.shuffledSubarray(items, { minLength: items.length })
    : fc.constant(items);
}

describe('status derivation', () => {
  it('never throws, and keeps the contract, whatever fields lack', () => {
    fc.assert(
      fc.property(arbitrarySnapshot, snapshot => {
        const status = deriveWorkloadStatus(snapshot, NOW);
        expect(() => statusSchema.parse(status)).not.toThrow();
      }),
      RUNS,
    );
    fc.assert(
      fc.property(arbitraryPod, fc.array(arbitraryEvent), (one, events) => {
        const status = derivePodStatus(one, events, NOW);
        expect(() => statusSchema.parse(status)).not.toThrow();
      }),
      RUNS,
    );
  });

  it('does not depend on the order of pods and events', () => {
    const twice = arbitrarySnapshot
      // Names are unique among the pods of a namespace.
      .map(snapshot => ({
        ...snapshot,
        pods: snapshot.pods?.map((one, index) => ({
          ...one,
          metadata: { ...one.metadata, name: `web-${index}` },
        })),
        events: snapshot.events?.map((one, index) => ({
          ...one,
          metadata: { ...one.metadata, name: `event-${index}` },
        })),
      }))
      .chain(snapshot =>
        fc.record({
          snapshot: fc.constant(snapshot),
          pods: shuffled(snapshot.pods),
          events: shuffled(snapshot.events),
        }),
      );
    fc.assert(
      fc.property(twice, ({ snapshot, pods, events }) => {
        const other = { ...snapshot, pods: pods!, events: events! };
        expect(deriveWorkloadStatus(other, NOW)).toEqual(
          deriveWorkloadStatus(snapshot, NOW),
        );
      }),
      RUNS,
    );
  });

  it('is never worse for one more healthy pod', () => {
    fc.assert(
      fc.property(arbitrarySnapshot, snapshot => {
        // Where no pods are wanted, one that is left is news.
        fc.pre((replicaCounts(snapshot.workload)?.desired ?? 0) > 0);
        const before = deriveWorkloadStatus(snapshot, NOW).state;
        const after = deriveWorkloadStatus(
          { ...snapshot, pods: [...(snapshot.pods ?? []), pod('healthy')] },
          NOW,
        ).state;
        expect(badness.indexOf(after)).toBeLessThanOrEqual(
          badness.indexOf(before),
        );
      }),
      RUNS,
    );
  });
});
