import type { Evidence } from '@vtasker/backstage-plugin-service-manager-common';
import type { ClusterEvent, Pod } from '../objects';
import { eventsByPod, podFacts, sortPods } from './facts';
import { findInPod } from './pod';
import { earliest } from './time';
import type { Gravity, PodFacts, PodFinding } from './types';

/** Pods of a workload that have the same thing the matter with them. */
export interface PodGroup {
  gravity: Gravity;
  reason: string;
  count: number;
  one: string;
  many: string;
  cause?: string;
  since?: string;
  evidence: Evidence[];
}

/** The pods of a workload, looked through once. */
export interface PodSurvey {
  /** Neither terminating nor finished. */
  active: PodFacts[];
  /** Not finished: a pod that ended runs nothing, whatever still holds it. */
  terminating: PodFacts[];
  /** Of active pods; gravest first. */
  groups: PodGroup[];
  /** Of terminating pods that should be gone. */
  stuck?: PodGroup;
  /** Of pods that failed and lie about, like evicted ones. */
  leftovers: PodGroup[];
}

const EVIDENCE_LIMIT = 6;
const gravities: Gravity[] = ['broken', 'warning', 'waiting'];

function group(findings: PodFinding[]): PodGroup[] {
  const byReason = new Map<string, PodFinding[]>();
  for (const finding of findings) {
    const key = `${finding.gravity} ${finding.reason} ${finding.many}`;
    byReason.set(key, [...(byReason.get(key) ?? []), finding]);
  }
  return [...byReason.entries()]
    .map(([key, same]) => {
      const [{ gravity, reason, one, many }] = same;
      const causes = [...new Set(same.map(({ cause }) => cause))];
      return {
        key,
        gravity,
        reason,
        one,
        many,
        count: same.length,
        cause: causes.find(cause => cause),
        since: earliest(...same.map(({ since }) => since)),
        evidence: same
          .flatMap(({ evidence }) => evidence)
          .slice(0, EVIDENCE_LIMIT),
      };
    })
    .sort(
      (a, b) =>
        gravities.indexOf(a.gravity) - gravities.indexOf(b.gravity) ||
        b.count - a.count ||
        (a.key < b.key ? -1 : 1),
    )
    .map(({ key, ...result }) => result);
}

/** `events` are newest first. */
export function surveyPods(
  pods: Pod[] | undefined,
  events: ClusterEvent[],
  now: Date,
): PodSurvey {
  const byPod = eventsByPod(events);
  const facts = sortPods(pods).map(pod =>
    podFacts(pod, byPod.get(pod.metadata?.name ?? '') ?? [], now),
  );
  const findings = (chosen: PodFacts[]) =>
    chosen.map(findInPod).filter(finding => finding !== undefined);
  const terminating = facts.filter(fact => fact.terminating && !fact.finished);
  const active = facts.filter(fact => !fact.terminating && !fact.finished);
  const finished = facts.filter(fact => !fact.terminating && fact.finished);
  return {
    active,
    terminating,
    groups: group(findings(active)),
    stuck: group(
      findings(terminating).filter(({ reason }) => reason === 'Terminating'),
    )[0],
    leftovers: group(findings(finished)),
  };
}

/** `2 of 3 pods restart again and again: exit code 1`. */
export function groupMessage(podGroup: PodGroup, total: number): string {
  const { count, one, many, cause } = podGroup;
  const of = Math.max(total, count);
  const subject =
    of === 1 ? 'The pod' : `${count === of ? 'All' : `${count} of`} ${of} pods`;
  const predicate = count === 1 ? one : many;
  return `${subject} ${predicate}${cause ? `: ${cause}` : ''}`;
}
