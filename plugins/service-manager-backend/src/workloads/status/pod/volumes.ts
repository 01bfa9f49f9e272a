import type { PodFacts, PodFinding } from '../types';
import { eventEvidence, findEvent } from '../facts';
import { age, earliest } from '../time';
import { oneLine } from '../words';

const rows: Record<string, { one: string; many: string }> = {
  FailedMount: {
    one: 'cannot mount a volume',
    many: 'cannot mount a volume',
  },
  FailedAttachVolume: {
    one: 'waits for a volume that cannot be attached',
    many: 'wait for a volume that cannot be attached',
  },
  FailedMapVolume: {
    one: 'cannot mount a volume',
    many: 'cannot mount a volume',
  },
  FailedCreatePodSandBox: {
    one: 'cannot get its network or sandbox',
    many: 'cannot get their network or sandbox',
  },
  NetworkNotReady: {
    one: 'waits for the network of its node',
    many: 'wait for the network of their node',
  },
};

/** One attempt fails often and the next succeeds; then nothing is said. */
const STALE_MS = 10 * 60_000;

/** Volumes and the sandbox, while no container has started. */
export function volumeFamily(facts: PodFacts): PodFinding | undefined {
  if (facts.finished || facts.ready) return undefined;
  const started = facts.containers.some(
    ({ status }) => status?.state?.running || status?.state?.terminated,
  );
  if (started) return undefined;
  const event = findEvent(
    facts.events,
    Object.keys(rows),
    ({ lastAt }) => (age(lastAt, facts.now) ?? 0) < STALE_MS,
  );
  if (!event) return undefined;
  return {
    gravity: 'broken',
    reason: event.reason,
    ...rows[event.reason],
    cause: oneLine(event.message, 200) || undefined,
    since: earliest(event.firstAt, event.lastAt),
    evidence: [eventEvidence(event)],
  };
}
