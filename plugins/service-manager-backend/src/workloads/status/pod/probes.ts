import type { ClusterEvent } from '../../objects';
import { conditionOf, trueCondition } from '../../rollout';
import {
  conditionEvidence,
  containerEvidence,
  eventEvidence,
  findEvent,
  notReadySince,
} from '../facts';
import { age, earliest, latest } from '../time';
import type { PodFacts, PodFinding } from '../types';
import { list, oneLine } from '../words';

/** So long a container may run before "not ready" is a problem. */
const START_UP_MS = 60_000;
/** So long a readiness gate may take. */
const GATE_MS = 5 * 60_000;

type ProbeRow = Pick<PodFinding, 'one' | 'many' | 'gravity' | 'state'>;

const probes: Array<{ pattern: RegExp; row: ProbeRow }> = [
  {
    pattern: /^readiness probe/i,
    row: {
      gravity: 'broken',
      state: 'degraded',
      one: 'is not ready, its readiness probe fails',
      many: 'are not ready, their readiness probe fails',
    },
  },
  {
    pattern: /^startup probe/i,
    row: {
      gravity: 'waiting',
      one: 'is starting, its startup probe does not pass yet',
      many: 'are starting, their startup probe does not pass yet',
    },
  },
  {
    pattern: /^liveness probe/i,
    row: {
      gravity: 'broken',
      state: 'degraded',
      one: 'is not ready, its liveness probe fails',
      many: 'are not ready, their liveness probe fails',
    },
  },
];

function probeWords(event: ClusterEvent): string {
  return oneLine(
    (event.message ?? '').replace(/^\w+ probe (failed|errored)[^:]*:\s*/i, ''),
    160,
  );
}

function startedAt(facts: PodFacts): string | undefined {
  return latest(
    ...facts.containers
      .filter(({ role }) => role !== 'init')
      .map(({ status }) => status?.state?.running?.startedAt),
  );
}

/** Containers run, but a probe keeps the pod from being ready. */
export function probeFamily(facts: PodFacts): PodFinding | undefined {
  if (facts.finished || facts.ready) return undefined;
  const unready = facts.containers.filter(
    ({ role, status }) =>
      role !== 'init' && status?.state?.running && !status.ready,
  );
  if (!unready.length) return undefined;
  const since = startedAt(facts);
  for (const { pattern, row } of probes) {
    const event = findEvent(facts.events, ['Unhealthy'], candidate =>
      pattern.test(candidate.message ?? ''),
    );
    if (!event) continue;
    // Before a container's first restart a failing start is an expected one.
    const restarted = unready.some(
      ({ status }) => (status?.restartCount ?? 0) > 0,
    );
    const young =
      !restarted && (age(since, facts.now) ?? Infinity) < START_UP_MS;
    return {
      ...row,
      ...(row.gravity === 'waiting' && restarted
        ? { gravity: 'broken' as const, state: 'failed' as const }
        : {}),
      ...(young
        ? { gravity: 'waiting' as const, state: 'starting' as const }
        : {}),
      reason: 'Unhealthy',
      cause: probeWords(event) || undefined,
      since: earliest(event.firstAt, notReadySince(facts)),
      evidence: [
        eventEvidence(event),
        ...unready
          .slice(0, 2)
          .map(container => containerEvidence(facts.object, container)),
      ],
    };
  }
  const ready = conditionOf(facts.conditions, 'Ready');
  const waitsForStartup = unready.some(
    ({ status }) => status?.started === false,
  );
  const young = (age(since, facts.now) ?? 0) < START_UP_MS;
  const names = list(unready.map(({ name }) => name));
  return {
    gravity: young || waitsForStartup ? 'waiting' : 'broken',
    state: young || waitsForStartup ? 'starting' : 'degraded',
    reason: ready?.reason ?? 'ContainersNotReady',
    one: young || waitsForStartup ? 'is starting' : 'runs but is not ready',
    many: young || waitsForStartup ? 'are starting' : 'run but are not ready',
    cause: facts.containers.length > 1 ? `container ${names}` : undefined,
    since: notReadySince(facts),
    evidence: ready ? [conditionEvidence(facts.object, ready)] : [],
  };
}

/** All containers are ready, but a readiness gate is not open. */
export function gateFamily(facts: PodFacts): PodFinding | undefined {
  const gates = facts.pod.spec?.readinessGates ?? [];
  if (facts.finished || facts.ready || !gates.length) return undefined;
  const containersReady = trueCondition(facts.conditions, 'ContainersReady');
  if (!containersReady) return undefined;
  const closed = gates.filter(gate => !trueCondition(facts.conditions, gate));
  if (!closed.length) return undefined;
  const long =
    (age(containersReady.lastTransitionTime, facts.now) ?? 0) > GATE_MS;
  const ready = conditionOf(facts.conditions, 'Ready');
  return {
    gravity: long ? 'broken' : 'waiting',
    state: long ? 'degraded' : 'starting',
    reason: 'ReadinessGatesNotReady',
    one: `waits for the readiness gate ${list(closed)}`,
    many: `wait for the readiness gate ${list(closed)}`,
    since: containersReady.lastTransitionTime ?? notReadySince(facts),
    evidence: [
      ...closed.map(gate => {
        const condition = conditionOf(facts.conditions, gate);
        return condition
          ? conditionEvidence(facts.object, condition)
          : {
              source: 'condition' as const,
              object: facts.object,
              text: `${gate} is not set`,
            };
      }),
      ...(ready ? [conditionEvidence(facts.object, ready)] : []),
    ],
  };
}
