import { conditionOf } from '../../rollout';
import { conditionEvidence, notReadySince } from '../facts';
import type { PodFacts, PodFinding } from '../types';

/** A pod on its way, with nothing against it. */
export function startingFamily(facts: PodFacts): PodFinding | undefined {
  if (facts.finished || facts.ready) return undefined;
  const init = facts.containers.find(
    ({ role, status }) => role === 'init' && status?.state?.running,
  );
  const waiting = facts.containers.find(({ status }) => status?.state?.waiting);
  const condition =
    conditionOf(facts.conditions, 'Ready') ??
    conditionOf(facts.conditions, 'PodScheduled');
  const words: Pick<PodFinding, 'reason' | 'one' | 'many'> = init
    ? {
        reason: 'PodInitializing',
        one: `waits for init container ${init.name}`,
        many: `wait for init container ${init.name}`,
      }
    : {
        reason:
          waiting?.status?.state?.waiting?.reason ??
          facts.pod.status?.phase ??
          'Pending',
        one: 'is starting',
        many: 'are starting',
      };
  return {
    gravity: 'waiting',
    ...words,
    since: notReadySince(facts),
    evidence: condition ? [conditionEvidence(facts.object, condition)] : [],
  };
}
