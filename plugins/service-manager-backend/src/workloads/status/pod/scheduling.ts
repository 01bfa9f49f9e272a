import { conditionOf } from '../../rollout';
import { conditionEvidence, eventEvidence, findEvent } from '../facts';
import { rowOf } from '../table';
import { earliest } from '../time';
import type { PodFacts, PodFinding } from '../types';
import { oneLine } from '../words';

/** The scheduler's words without its remarks on preemption. */
function schedulerWords(message: string | undefined): string {
  const text = message ?? '';
  const remarks = text.search(/preemption: /i);
  return oneLine(remarks < 0 ? text : text.slice(0, remarks));
}

const rows: Record<string, { gravity: PodFinding['gravity']; one: string }> = {
  Unschedulable: { gravity: 'broken', one: 'cannot be scheduled' },
  SchedulerError: { gravity: 'broken', one: 'cannot be scheduled' },
  SchedulingGated: {
    gravity: 'waiting',
    one: 'held back by a scheduling gate',
  },
};

/** A pod without a node. */
export function schedulingFamily(facts: PodFacts): PodFinding | undefined {
  if (facts.pod.spec?.nodeName || facts.finished) return undefined;
  const condition = conditionOf(facts.conditions, 'PodScheduled');
  if (condition?.status === 'True') return undefined;
  const event = findEvent(facts.events, ['FailedScheduling']);
  const known = rowOf(rows, condition?.reason);
  if (!event && !known) return undefined;
  const row = known ?? rows.Unschedulable;
  const gated = condition?.reason === 'SchedulingGated';
  return {
    gravity: row.gravity,
    reason: gated ? 'SchedulingGated' : 'FailedScheduling',
    one: gated ? `is ${row.one}` : row.one,
    many: gated ? `are ${row.one}` : row.one,
    // The condition is of now; an event may be of an earlier attempt.
    cause: schedulerWords(condition?.message ?? event?.message) || undefined,
    since: earliest(condition?.lastTransitionTime, event?.firstAt),
    evidence: [
      ...(condition ? [conditionEvidence(facts.object, condition)] : []),
      ...(event ? [eventEvidence(event)] : []),
    ],
  };
}
