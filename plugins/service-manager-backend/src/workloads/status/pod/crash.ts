import type { ContainerState } from '../../objects';
import {
  containerEvidence,
  eventEvidence,
  findEvent,
  notReadySince,
} from '../facts';
import { age, earliest } from '../time';
import type { ContainerFacts, PodFacts, PodFinding } from '../types';
import { oneLine } from '../words';

const SIGNALS: Record<number, string> = {
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

/** A restart is recent for a quarter of an hour. */
const RECENT_MS = 15 * 60_000;
/** So many restarts, the last one recent, are a storm. */
const STORM_RESTARTS = 3;

type Terminated = NonNullable<ContainerState['terminated']>;

/** `exit code 137 (SIGKILL)`. */
export function exitCode(terminated: Terminated): string {
  const { exitCode: code, signal } = terminated;
  const name = SIGNALS[signal || (code > 128 ? code - 128 : 0)];
  return `exit code ${code}${name ? ` (${name})` : ''}`;
}

/** What the last termination of a container says, most telling first. */
const causes: Array<{
  reason?: string;
  matches: (terminated: Terminated, livenessFails: boolean) => boolean;
  words: (terminated: Terminated, container: ContainerFacts) => string;
}> = [
  {
    reason: 'OOMKilled',
    matches: ({ reason }) => reason === 'OOMKilled',
    words: (terminated, { spec }) => {
      const limit = spec?.resources?.limits?.memory;
      const words = limit
        ? `out of memory, limit ${limit}`
        : 'out of memory of the node, no limit set';
      // Of a container whose child was killed it is not always 137.
      return `${words}, ${exitCode(terminated)}`;
    },
  },
  {
    matches: (_, livenessFails) => livenessFails,
    words: () => 'its liveness probe fails',
  },
  {
    matches: ({ reason }) =>
      reason === 'ContainerCannotRun' || reason === 'StartError',
    words: ({ message }) => oneLine(message, 160) || 'its command cannot run',
  },
  {
    matches: ({ exitCode: code }) => code === 0,
    words: () => 'it ends by itself with exit code 0',
  },
  { matches: () => true, words: terminated => exitCode(terminated) },
];

function lastTermination(container: ContainerFacts): Terminated | undefined {
  const { state, lastState } = container.status ?? {};
  return state?.terminated ?? lastState?.terminated;
}

function explain(facts: PodFacts, container: ContainerFacts) {
  const terminated = lastTermination(container);
  // Events outlive what they tell by up to an hour.
  const liveness = findEvent(
    facts.events,
    ['Unhealthy', 'Killing'],
    ({ message, lastAt }) =>
      /liveness probe/i.test(message ?? '') &&
      (age(lastAt, facts.now) ?? 0) < RECENT_MS,
  );
  const row =
    terminated &&
    causes.find(({ matches }) => matches(terminated, liveness !== undefined));
  const several = facts.containers.length > 1;
  const who = several && container.role !== 'init' ? container.name : '';
  const words = row?.words(terminated!, container);
  return {
    reason: row?.reason,
    cause: [who && `container ${who}`, words].filter(Boolean).join(', '),
    liveness: row?.reason ? undefined : liveness,
    terminated,
  };
}

function isCrashing(container: ContainerFacts): boolean {
  const { state, restartCount = 0 } = container.status ?? {};
  if (state?.waiting?.reason === 'CrashLoopBackOff') return true;
  // Between the end of a container and its back-off.
  return (
    state?.terminated !== undefined &&
    restartCount > 0 &&
    (container.role !== 'init' || state.terminated.exitCode !== 0)
  );
}

/** Containers that end again and again, also init containers and sidecars. */
export function crashFamily(facts: PodFacts): PodFinding | undefined {
  if (facts.finished) return undefined;
  const container = facts.containers.find(isCrashing);
  if (!container) return undefined;
  const { reason, cause, liveness } = explain(facts, container);
  const backOff = findEvent(facts.events, ['BackOff']);
  const init = container.role === 'init';
  return {
    gravity: 'broken',
    reason: reason ?? 'CrashLoopBackOff',
    one: init
      ? `cannot start, init container ${container.name} fails again and again`
      : 'restarts again and again',
    many: init
      ? `cannot start, init container ${container.name} fails again and again`
      : 'restart again and again',
    cause,
    since: earliest(
      backOff?.firstAt,
      liveness?.firstAt,
      lastTermination(container)?.finishedAt,
      notReadySince(facts),
    ),
    evidence: [
      containerEvidence(facts.object, container),
      ...[backOff, liveness].filter(event => !!event).map(eventEvidence),
    ],
  };
}

/** An init container that has ended with an error and was not yet retried. */
export function initFamily(facts: PodFacts): PodFinding | undefined {
  if (facts.finished) return undefined;
  const container = facts.containers.find(
    ({ role, status }) =>
      role === 'init' &&
      status?.state?.terminated !== undefined &&
      status.state.terminated.exitCode !== 0,
  );
  if (!container) return undefined;
  const { reason, cause, terminated } = explain(facts, container);
  const words = `cannot start, init container ${container.name} failed`;
  return {
    gravity: 'broken',
    reason: reason ?? terminated?.reason ?? 'Error',
    one: words,
    many: words,
    cause,
    since: terminated?.finishedAt,
    evidence: [containerEvidence(facts.object, container)],
  };
}

/** Restarts of late in a pod that works at the moment. */
export function restartFamily(facts: PodFacts): PodFinding | undefined {
  if (facts.finished) return undefined;
  for (const container of facts.containers) {
    const last = container.status?.lastState?.terminated;
    const restarts = container.status?.restartCount ?? 0;
    const ago = age(last?.finishedAt, facts.now);
    if (!last || ago === undefined || ago > RECENT_MS) continue;
    if (container.role === 'init') continue;
    const { reason, cause, liveness } = explain(facts, container);
    if (restarts < STORM_RESTARTS && reason !== 'OOMKilled') continue;
    return {
      gravity: 'warning',
      reason: reason ?? 'Restarting',
      one: `was restarted ${restarts === 1 ? 'once' : `${restarts} times`}`,
      many: 'were restarted of late',
      cause,
      since: earliest(last.finishedAt, liveness?.firstAt),
      evidence: [
        containerEvidence(facts.object, container),
        ...(liveness ? [eventEvidence(liveness)] : []),
      ],
    };
  }
  return undefined;
}
