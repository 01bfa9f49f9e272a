import type {
  Status,
  StatusState,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { ClusterEvent, Pod } from '../objects';
import { conditionOf } from '../rollout';
import { conditionEvidence, podFacts, sortEvents } from './facts';
import { findInPod } from './pod';
import type { Gravity, PodFacts, PodFinding } from './types';
import { capital } from './words';

const states: Record<Gravity, StatusState> = {
  broken: 'failed',
  warning: 'degraded',
  waiting: 'starting',
};

/** A sentence from a subject, its predicate and the cause. */
export function sentence(subject: string, predicate: string, cause?: string) {
  const words = [subject, predicate].filter(Boolean).join(' ');
  return cause ? `${capital(words)}: ${cause}` : capital(words);
}

function statusOfFacts(
  facts: PodFacts,
  finding: PodFinding | undefined,
): Status {
  const { pod, object, conditions } = facts;
  if (finding) {
    return {
      state: finding.state ?? states[finding.gravity],
      reason: finding.reason,
      message: sentence('', finding.one, finding.cause),
      since: finding.since,
      evidence: finding.evidence,
    };
  }
  const ready = conditionOf(conditions, 'Ready');
  const evidence = ready ? [conditionEvidence(object, ready)] : [];
  if (facts.terminating) {
    return {
      state: 'stopping',
      reason: 'Terminating',
      message: 'Is stopping',
      since: pod.metadata?.deletionTimestamp,
      evidence,
    };
  }
  if (pod.status?.phase === 'Succeeded') {
    return {
      state: 'stopped',
      reason: 'Completed',
      message: 'Completed',
      since: ready?.lastTransitionTime,
      evidence,
    };
  }
  return {
    state: 'running',
    reason: 'Ready',
    message: 'Ready',
    since: ready?.lastTransitionTime,
    evidence,
  };
}

/**
 * The status of one pod. `events` may be those of many objects; only those
 * about this pod count.
 */
export function derivePodStatus(
  pod: Pod,
  events: ClusterEvent[],
  now: Date,
): Status {
  const own = sortEvents(events).filter(
    ({ regarding }) =>
      regarding?.kind === 'Pod' && regarding.name === pod.metadata?.name,
  );
  const facts = podFacts(pod, own, now);
  if (!pod.status?.phase && !facts.conditions.length && !facts.terminating) {
    return {
      state: 'unknown',
      reason: 'NotObserved',
      message: 'Nothing has been seen of this pod yet',
      since: pod.metadata?.creationTimestamp,
      evidence: [],
    };
  }
  // A pod that is going away is not expected to be ready.
  const finding = findInPod(facts);
  return statusOfFacts(
    facts,
    facts.terminating && finding?.reason !== 'Terminating'
      ? undefined
      : finding,
  );
}
