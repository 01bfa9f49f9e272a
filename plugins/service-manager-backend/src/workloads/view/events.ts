import type { ServiceEvent } from '@vtasker/backstage-plugin-service-manager-common';
import type { ClusterEvent } from '../objects';
import { millis } from '../status';
import type { WorkloadSnapshot } from '../types';

const LIMIT = 50;

/** A message without what differs from pod to pod and from try to try. */
function shape(event: ClusterEvent): string {
  return (event.message ?? '')
    .split(event.regarding?.name || '\0')
    .join('*')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '*')
    .replace(/sha256:[0-9a-f]+/gi, '*')
    .replace(/\d[\d.:]*/g, '#');
}

interface Gathered {
  newest: ClusterEvent;
  workload: string;
  objects: Set<string>;
  count: number;
  first?: string;
  last?: string;
}

function pick(
  a: string | undefined,
  b: string | undefined,
  later: boolean,
): string | undefined {
  const left = millis(a);
  const right = millis(b);
  if (left === undefined) return b;
  if (right === undefined) return a;
  return left > right === later ? a : b;
}

function newestFirst(a: ServiceEvent, b: ServiceEvent): number {
  const key = (event: ServiceEvent) =>
    `${event.reason}\n${event.object}\n${event.message}`;
  return (
    (millis(b.lastAt) ?? 0) - (millis(a.lastAt) ?? 0) ||
    (key(a) < key(b) ? -1 : 1)
  );
}

/**
 * The events of a service: those that say the same of several pods of one
 * workload are one, newest first. Where there are too many, the newest
 * warnings stay before the normal ones.
 */
export function viewEvents(snapshots: WorkloadSnapshot[]): ServiceEvent[] {
  const groups = new Map<string, Gathered>();
  for (const { workload, cluster, events } of snapshots) {
    const owner = `${workload.kind}/${workload.metadata?.name ?? ''}`;
    const seen = new Set<string>();
    for (const event of events ?? []) {
      if (!event) continue;
      const uid = event.metadata?.uid;
      if (uid && seen.has(uid)) continue;
      if (uid) seen.add(uid);
      const key = [cluster, owner, event.type, event.reason, shape(event)].join(
        '\n',
      );
      const object = `${event.regarding?.kind ?? ''}/${
        event.regarding?.name ?? ''
      }`;
      const group = groups.get(key) ?? {
        newest: event,
        workload: owner,
        objects: new Set<string>(),
        count: 0,
      };
      const last = event.lastAt ?? event.firstAt;
      const known = group.newest.lastAt ?? group.newest.firstAt;
      if (
        (millis(last) ?? 0) > (millis(known) ?? 0) ||
        (last === known && event.message < group.newest.message)
      ) {
        group.newest = event;
      }
      group.objects.add(object);
      group.count += event.count ?? 1;
      group.first = pick(group.first, event.firstAt ?? event.lastAt, false);
      group.last = pick(group.last, last, true);
      groups.set(key, group);
    }
  }
  const all = [...groups.values()]
    .map(
      ({ newest, workload, objects, count, first, last }): ServiceEvent => ({
        type: newest.type === 'Warning' ? 'Warning' : 'Normal',
        reason: newest.reason ?? '',
        message: newest.message ?? '',
        object: objects.size === 1 ? [...objects][0] : workload,
        count,
        firstAt: first,
        lastAt: last,
      }),
    )
    .sort(newestFirst);
  if (all.length <= LIMIT) return all;
  const warnings = all.filter(({ type }) => type === 'Warning');
  const normal = all.filter(({ type }) => type === 'Normal');
  return [...warnings, ...normal].slice(0, LIMIT).sort(newestFirst);
}
