import type { DaemonSet, Deployment, StatefulSet } from '../objects';
import { conditionOf, isObserved, replicaCounts } from '../rollout';
import type { WorkloadSnapshot } from '../types';
import { creationFinding } from './creation';
import { conditionEvidence, sortEvents } from './facts';
import { groupMessage, PodGroup, surveyPods } from './podGroups';
import { deadlineFinding, heldFinding, rollingFinding } from './rolling';
import { stoppedFinding } from './stopped';
import { age, earliest, latest } from './time';
import type { WorkloadFinding } from './types';
import { count } from './words';

/** So long a controller may take for its first look. */
const FIRST_LOOK_MS = 60_000;

function brokenFinding(
  group: PodGroup,
  total: number,
  available: number,
): WorkloadFinding {
  return {
    state: available > 0 ? 'degraded' : 'failed',
    reason: group.reason,
    message: groupMessage(group, total),
    since: group.since,
    evidence: group.evidence,
  };
}

/** Deployments, StatefulSets and DaemonSets: pods that are to keep running. */
export function replicatedFinding(
  snapshot: WorkloadSnapshot & {
    workload: Deployment | StatefulSet | DaemonSet;
  },
  now: Date,
): WorkloadFinding {
  const { workload } = snapshot;
  const object = `${workload.kind}/${workload.metadata?.name ?? ''}`;
  const counts = replicaCounts(workload)!;
  const { desired, ready, available } = counts;
  const events = sortEvents(snapshot.events);
  const survey = surveyPods(snapshot.pods, events, now);
  const observed = isObserved(workload);
  const created = workload.metadata?.creationTimestamp;

  // An old refusal means nothing once the pods are there.
  const missing = available < desired;
  const creation =
    missing || survey.active.length < desired
      ? creationFinding(snapshot, events, available, now)
      : undefined;
  const everObserved = (workload.status?.observedGeneration ?? 0) > 0;
  if (!everObserved && !snapshot.pods?.length) {
    if (creation) return creation;
    const young = (age(created, now) ?? Infinity) < FIRST_LOOK_MS;
    return {
      state: young ? 'starting' : 'unknown',
      reason: 'NotObserved',
      message: young
        ? 'Was just created'
        : `No controller has looked at this ${workload.kind} yet`,
      since: created,
      evidence: [],
    };
  }
  if (workload.kind === 'DaemonSet') {
    if (observed && desired === 0 && !survey.active.length) {
      return {
        state: 'stopped',
        reason: 'NoMatchingNodes',
        message: 'No node matches, so no pod is to run',
        evidence: [
          {
            source: 'spec',
            object,
            text: 'status.desiredNumberScheduled 0',
          },
        ],
      };
    }
  } else if (desired === 0) {
    return stoppedFinding(snapshot, survey, events);
  }

  const total = Math.max(desired, survey.active.length);
  const deadline = deadlineFinding(snapshot, now);
  const broken = survey.groups.find(({ gravity }) => gravity === 'broken');
  if (broken) {
    const finding = brokenFinding(broken, total, available);
    // The pods say why; the deadline only says that it takes too long.
    return {
      ...finding,
      evidence: [...finding.evidence, ...(deadline?.evidence ?? [])],
    };
  }
  if (creation) return creation;
  if (missing && survey.stuck) {
    return brokenFinding(survey.stuck, total, available);
  }
  if (deadline) return deadline;

  const rolling = rollingFinding(snapshot, now);
  const paused = workload.kind === 'Deployment' && workload.spec?.paused;
  const waiting = survey.groups.find(({ gravity }) => gravity === 'waiting');
  const [leftover] = survey.leftovers;
  if (missing && waiting) {
    return {
      state: 'starting',
      reason: waiting.reason,
      message: groupMessage(waiting, total),
      since: waiting.since,
      evidence: [...waiting.evidence, ...(leftover?.evidence ?? [])],
    };
  }
  if (rolling && !paused) return rolling;
  if (missing && leftover) {
    return {
      ...brokenFinding(leftover, 0, available),
      message: `${ready} of ${count(desired, 'pod')} ready; ${leftover.count} ${
        leftover.count === 1 ? leftover.one : leftover.many
      }${leftover.cause ? `: ${leftover.cause}` : ''}`,
    };
  }
  const warning = survey.groups.find(({ gravity }) => gravity === 'warning');
  if (warning) {
    return {
      state: 'degraded',
      reason: warning.reason,
      message: groupMessage(warning, total),
      since: warning.since,
      evidence: warning.evidence,
    };
  }
  const availableCondition =
    workload.kind === 'Deployment'
      ? conditionOf(workload.status?.conditions, 'Available')
      : undefined;
  const evidence = availableCondition
    ? [conditionEvidence(object, availableCondition)]
    : [];
  if (missing || !observed) {
    const partial = workload.kind === 'DaemonSet' ? ' on its nodes' : '';
    return {
      state: 'starting',
      reason: observed ? 'MinimumReplicasUnavailable' : 'NotObserved',
      message: observed
        ? `${Math.min(available, desired)} of ${count(
            desired,
            'pod',
          )} available${partial}`
        : 'The latest change was not yet seen by its controller',
      since: earliest(
        ...survey.active
          .filter(facts => !facts.ready)
          .map(({ pod }) => pod.metadata?.creationTimestamp),
      ),
      evidence,
    };
  }
  const since =
    latest(
      ...survey.active.map(
        ({ conditions }) =>
          conditionOf(conditions, 'Ready')?.lastTransitionTime,
      ),
    ) ?? availableCondition?.lastTransitionTime;
  const held = heldFinding(snapshot, now);
  if (held) return { ...held, since: held.since ?? since };
  return {
    state: 'running',
    reason: 'AllReady',
    message:
      desired === 1 ? 'The pod is ready' : `All ${desired} pods are ready`,
    since,
    evidence: evidence.length
      ? evidence
      : [
          {
            source: 'spec',
            object,
            text: `${ready} of ${desired} ready, ${available} available`,
          },
        ],
  };
}
