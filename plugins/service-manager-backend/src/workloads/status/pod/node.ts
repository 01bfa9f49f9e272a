import { conditionOf, trueCondition } from '../../rollout';
import { conditionEvidence, eventEvidence, findEvent } from '../facts';
import { rowOf } from '../table';
import { earliest } from '../time';
import type { PodFacts, PodFinding } from '../types';
import { oneLine } from '../words';

/** `status.reason` of a pod that its node or the control plane ended. */
export const nodeReasons: Record<string, { one: string; many: string }> = {
  Evicted: {
    one: 'was evicted from its node',
    many: 'were evicted from their node',
  },
  NodeLost: {
    one: 'is on a node that does not answer',
    many: 'are on a node that does not answer',
  },
  NodeShutdown: {
    one: 'ended because its node shut down',
    many: 'ended because their node shut down',
  },
  Terminated: {
    one: 'ended because its node shut down',
    many: 'ended because their node shut down',
  },
  Preempting: {
    one: 'made place for a more important pod',
    many: 'made place for more important pods',
  },
  NodeAffinity: {
    one: 'was refused by its node',
    many: 'were refused by their node',
  },
  UnexpectedAdmissionError: {
    one: 'was refused by its node',
    many: 'were refused by their node',
  },
  OutOfcpu: { one: 'was refused by its node', many: 'were refused by a node' },
  OutOfmemory: {
    one: 'was refused by its node',
    many: 'were refused by a node',
  },
  OutOfpods: { one: 'was refused by its node', many: 'were refused by a node' },
};

/** What is the node's doing: eviction, pressure, shutdown, a lost node. */
export function nodeFamily(facts: PodFacts): PodFinding | undefined {
  const { status } = facts.pod;
  const reason = status?.reason ?? '';
  const row = rowOf(nodeReasons, reason);
  const disrupted = trueCondition(facts.conditions, 'DisruptionTarget');
  if (row) {
    const event = findEvent(facts.events, ['Evicted', 'Preempted']);
    return {
      gravity: 'broken',
      reason,
      ...row,
      cause: oneLine(status?.message ?? event?.message) || undefined,
      since: earliest(
        disrupted?.lastTransitionTime,
        event?.firstAt,
        conditionOf(facts.conditions, 'Ready')?.lastTransitionTime,
      ),
      evidence: [
        {
          source: 'cluster',
          object: facts.object,
          text: [reason, status?.message].filter(Boolean).join(': '),
        },
        ...(disrupted ? [conditionEvidence(facts.object, disrupted)] : []),
        ...(event ? [eventEvidence(event)] : []),
      ],
    };
  }
  if (facts.finished || facts.ready) return undefined;
  const event = findEvent(facts.events, [
    'NodeNotReady',
    'TaintManagerEviction',
  ]);
  const ready = conditionOf(facts.conditions, 'Ready');
  if (status?.phase === 'Unknown' || (event && ready?.status !== 'True')) {
    const node = facts.pod.spec?.nodeName;
    return {
      gravity: 'broken',
      reason: event?.reason ?? 'NodeLost',
      ...nodeReasons.NodeLost,
      cause: node ? `node ${node}` : undefined,
      since: earliest(event?.firstAt, ready?.lastTransitionTime),
      evidence: [
        ...(event ? [eventEvidence(event)] : []),
        ...(ready ? [conditionEvidence(facts.object, ready)] : []),
      ],
    };
  }
  return undefined;
}
