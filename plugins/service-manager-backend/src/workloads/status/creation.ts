import type { ClusterEvent } from '../objects';
import { trueCondition } from '../rollout';
import type { WorkloadSnapshot } from '../types';
import { conditionEvidence, eventEvidence, findEvent } from './facts';
import { age, earliest } from './time';
import type { WorkloadFinding } from './types';
import { oneLine } from './words';

/** What refuses a pod, most telling first. */
const causes: Array<{ pattern: RegExp; words: (match: string[]) => string }> = [
  {
    pattern:
      /exceeded quota: ([^,]+), requested: (.+?), used: (.+?), limited: (.+)$/i,
    words: ([, quota, requested, used, limited]) =>
      `quota ${quota} is exceeded, ${requested} requested, ${used} of ${limited} used`,
  },
  {
    pattern: /exceeded quota: ([^,\s]+)/i,
    words: ([, quota]) => `quota ${quota} is exceeded`,
  },
  {
    pattern: /failed quota: ([^:]+): (.*)$/i,
    words: ([, quota, what]) => `quota ${quota} wants more: ${what}`,
  },
  {
    pattern: /violates PodSecurity "([^"]+)": (.*)$/i,
    words: ([, level, what]) => `violates PodSecurity ${level}: ${what}`,
  },
  {
    pattern: /serviceaccount "([^"]+)" not found/i,
    words: ([, name]) => `service account ${name} does not exist`,
  },
  {
    pattern: /admission webhook "([^"]+)" denied the request:?\s*(.*)$/i,
    words: ([, name, what]) => `admission webhook ${name} denies it: ${what}`,
  },
  {
    pattern: /failed calling webhook "([^"]+)"/i,
    words: ([, name]) => `admission webhook ${name} does not answer`,
  },
];

/** An event older than this was of an attempt that has succeeded since. */
const STALE_MS = 20 * 60_000;

function refusal(message: string | undefined): string {
  const line = oneLine(message, 1000);
  for (const { pattern, words } of causes) {
    const match = line.match(pattern);
    if (match) return oneLine(words(match));
  }
  return oneLine(line.replace(/^Error creating: /, ''), 200);
}

/** Pods that the API server refuses to create: quota, policy, account. */
export function creationFinding(
  snapshot: WorkloadSnapshot,
  events: ClusterEvent[],
  available: number,
  now: Date,
): WorkloadFinding | undefined {
  const { workload } = snapshot;
  const holders = [workload, ...(snapshot.replicaSets ?? [])];
  const failures = holders.flatMap(holder => {
    const conditions =
      holder && 'conditions' in (holder.status ?? {})
        ? (holder.status as { conditions?: [] }).conditions
        : undefined;
    const condition = trueCondition(conditions, 'ReplicaFailure');
    return condition ? [{ holder, condition }] : [];
  });
  const event = findEvent(
    events,
    ['FailedCreate'],
    ({ regarding, lastAt }) =>
      regarding?.kind !== 'Pod' && (age(lastAt, now) ?? 0) < STALE_MS,
  );
  const [failure] = failures;
  if (!failure && !event) return undefined;
  return {
    state: available > 0 ? 'degraded' : 'failed',
    reason: failure?.condition.reason ?? 'FailedCreate',
    message: `Pods cannot be created: ${refusal(
      failure?.condition.message ?? event?.message,
    )}`,
    since: earliest(failure?.condition.lastTransitionTime, event?.firstAt),
    evidence: [
      ...failures
        .slice(0, 2)
        .map(({ holder, condition }) =>
          conditionEvidence(
            `${holder.kind}/${holder.metadata?.name ?? ''}`,
            condition,
          ),
        ),
      ...(event ? [eventEvidence(event)] : []),
    ],
  };
}
