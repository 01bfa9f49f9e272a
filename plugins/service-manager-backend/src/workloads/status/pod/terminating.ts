import { age } from '../time';
import type { PodFacts, PodFinding } from '../types';
import { list } from '../words';

/** The deletion time already contains the grace period. */
const STUCK_MS = 60_000;

/** A pod that should be gone but is not. */
export function terminatingFamily(facts: PodFacts): PodFinding | undefined {
  const { deletionTimestamp, finalizers } = facts.pod.metadata ?? {};
  if (!deletionTimestamp) return undefined;
  const over = age(deletionTimestamp, facts.now);
  if (over === undefined || over < STUCK_MS) return undefined;
  const node = facts.pod.spec?.nodeName;
  const cause = finalizers?.length
    ? `finalizer ${list(finalizers)} is not removed`
    : node && `node ${node} has not confirmed the end`;
  return {
    gravity: 'broken',
    state: 'stopping',
    reason: 'Terminating',
    one: 'should be gone but is still terminating',
    many: 'should be gone but are still terminating',
    cause: cause || undefined,
    since: deletionTimestamp,
    evidence: [
      {
        source: 'cluster',
        object: facts.object,
        text: `deletionTimestamp ${deletionTimestamp}${
          finalizers?.length ? `, finalizers ${finalizers.join(', ')}` : ''
        }`,
        at: deletionTimestamp,
      },
    ],
  };
}
