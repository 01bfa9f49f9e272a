import type { Evidence } from '@vtasker/backstage-plugin-service-manager-common';
import type {
  ClusterEvent,
  Condition,
  ContainerSpec,
  ContainerStatus,
  Pod,
} from '../objects';
import { conditionOf, trueCondition } from '../rollout';
import { millis } from './time';
import type { ContainerFacts, PodFacts } from './types';

function byKey<T>(key: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => {
    const left = key(a);
    const right = key(b);
    if (left === right) return 0;
    return left < right ? -1 : 1;
  };
}

/** Newest first; the same for any order of the input. */
export function sortEvents(events: ClusterEvent[] | undefined): ClusterEvent[] {
  return (events ?? [])
    .filter(Boolean)
    .map(event => ({
      event,
      at: millis(event.lastAt ?? event.firstAt) ?? 0,
      key: [
        event.reason,
        event.message,
        event.regarding?.name,
        event.metadata?.name,
      ].join('\n'),
    }))
    .sort((a, b) => b.at - a.at || byKey<typeof a>(item => item.key)(a, b))
    .map(item => item.event);
}

/** By name; the same for any order of the input. */
export function sortPods(pods: Pod[] | undefined): Pod[] {
  return (pods ?? []).filter(Boolean).sort(byName);
}

function byName({ metadata: a }: Pod, { metadata: b }: Pod): number {
  const name = a?.name ?? '';
  const other = b?.name ?? '';
  if (name !== other) return name < other ? -1 : 1;
  return (a?.uid ?? '') < (b?.uid ?? '') ? -1 : 1;
}

function containers(
  specs: ContainerSpec[] | undefined,
  statuses: ContainerStatus[] | undefined,
  role: (spec: ContainerSpec | undefined) => ContainerFacts['role'],
): ContainerFacts[] {
  const result: ContainerFacts[] = [];
  for (const spec of specs ?? []) {
    if (!spec) continue;
    const status = statuses?.find(seen => seen?.name === spec.name);
    result.push({ name: spec.name ?? '', role: role(spec), spec, status });
  }
  for (const status of statuses ?? []) {
    if (!status || specs?.some(spec => spec?.name === status.name)) continue;
    result.push({ name: status.name ?? '', role: role(undefined), status });
  }
  return result;
}

/** The containers of a pod in the order in which they start. */
export function containersOf(pod: Pod): ContainerFacts[] {
  return [
    ...containers(
      pod.spec?.initContainers,
      pod.status?.initContainerStatuses,
      spec => (spec?.restartPolicy === 'Always' ? 'sidecar' : 'init'),
    ),
    ...containers(
      pod.spec?.containers,
      pod.status?.containerStatuses,
      () => 'app',
    ),
  ];
}

/** Restarts of all containers that are to keep running. */
export function restartsOf(all: ContainerFacts[]): number {
  return all
    .filter(({ role }) => role !== 'init')
    .reduce((sum, { status }) => sum + (status?.restartCount ?? 0), 0);
}

/** Events by the name of the pod that they are about. */
export function eventsByPod(
  events: ClusterEvent[],
): Map<string, ClusterEvent[]> {
  const result = new Map<string, ClusterEvent[]>();
  for (const event of events) {
    if (event.regarding?.kind !== 'Pod') continue;
    const known = result.get(event.regarding.name);
    if (known) known.push(event);
    else result.set(event.regarding.name, [event]);
  }
  return result;
}

/** `events` are those about the pod's name, newest first. */
export function podFacts(
  pod: Pod,
  events: ClusterEvent[],
  now: Date,
): PodFacts {
  const conditions = (pod.status?.conditions ?? []).filter(Boolean);
  const uid = pod.metadata?.uid;
  const all = containersOf(pod);
  return {
    pod,
    name: pod.metadata?.name ?? '',
    object: `Pod/${pod.metadata?.name ?? ''}`,
    containers: all,
    conditions,
    // A StatefulSet's pod has the name of the one it replaced.
    events: events.filter(
      ({ regarding }) => !regarding?.uid || !uid || regarding.uid === uid,
    ),
    ready: trueCondition(conditions, 'Ready') !== undefined,
    terminating: pod.metadata?.deletionTimestamp !== undefined,
    finished:
      pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed',
    restarts: restartsOf(all),
    now,
  };
}

/** Since when the pod is not ready. */
export function notReadySince(facts: PodFacts): string | undefined {
  const ready = conditionOf(facts.conditions, 'Ready');
  return ready && ready.status !== 'True'
    ? ready.lastTransitionTime
    : facts.pod.metadata?.creationTimestamp;
}

/** The newest event with one of the reasons that the test accepts. */
export function findEvent(
  events: ClusterEvent[],
  reasons: string[],
  accept: (event: ClusterEvent) => boolean = () => true,
): ClusterEvent | undefined {
  return events.find(event => reasons.includes(event.reason) && accept(event));
}

export function eventEvidence(event: ClusterEvent): Evidence {
  return {
    source: 'event',
    object: `${event.regarding?.kind ?? ''}/${event.regarding?.name ?? ''}`,
    text: `${event.reason}: ${event.message ?? ''}`,
    at: event.lastAt ?? event.firstAt,
    count: event.count ?? 1,
  };
}

export function conditionEvidence(
  object: string,
  condition: Condition,
): Evidence {
  const words = [condition.reason, condition.message].filter(Boolean);
  return {
    source: 'condition',
    object,
    text: `${condition.type}=${condition.status}${
      words.length ? `: ${words.join(': ')}` : ''
    }`,
    at: condition.lastTransitionTime ?? condition.lastUpdateTime,
  };
}

export function containerEvidence(
  object: string,
  container: ContainerFacts,
): Evidence {
  const { state, lastState } = container.status ?? {};
  const parts: string[] = [];
  if (state?.waiting) {
    parts.push(
      [`waiting: ${state.waiting.reason ?? ''}`, state.waiting.message]
        .filter(Boolean)
        .join(': '),
    );
  }
  const terminated = state?.terminated ?? lastState?.terminated;
  if (terminated) {
    const detail = [
      `exit code ${terminated.exitCode}`,
      terminated.signal ? `signal ${terminated.signal}` : '',
      terminated.message ?? '',
    ].filter(Boolean);
    parts.push(
      `${state?.terminated ? 'terminated' : 'last terminated'}: ${
        terminated.reason ?? ''
      } (${detail.join(', ')})`,
    );
  }
  if (!parts.length) parts.push(state?.running ? 'running' : 'not started');
  return {
    source: 'container',
    object: `${object}/${container.name}`,
    text: parts.join('; '),
    at: terminated?.finishedAt ?? state?.running?.startedAt,
    count: container.status?.restartCount,
  };
}
