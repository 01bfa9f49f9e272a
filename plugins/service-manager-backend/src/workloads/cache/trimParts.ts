import type { Condition, ContainerSpec, PodTemplate } from '../objects';
import type { Interner } from './intern';
import { keptAnnotations } from './trimMeta';

export function conditionsOf(
  raw: any,
  interner: Interner,
  isWanted: (condition: Condition) => boolean = () => true,
): Condition[] | undefined {
  const conditions = raw.status?.conditions;
  if (!Array.isArray(conditions)) {
    return undefined;
  }
  // Pods that became ready in the same second say the same: shared one by one.
  const kept = conditions.filter(isWanted).map(condition =>
    interner.recentObject(
      compact({
        type: condition.type,
        status: condition.status,
        reason: condition.reason || undefined,
        message: condition.message || undefined,
        lastTransitionTime: condition.lastTransitionTime ?? undefined,
        lastUpdateTime: condition.lastUpdateTime ?? undefined,
      }),
    ),
  );
  return interner.recentObject(kept);
}

export function template(raw: any, interner: Interner): PodTemplate {
  return {
    labels: raw?.metadata?.labels && interner.object(raw.metadata.labels),
    annotations: keptAnnotations(raw?.metadata?.annotations, interner),
    containers: containersOf(raw?.spec?.containers, interner) ?? [],
    initContainers: containersOf(raw?.spec?.initContainers, interner),
  };
}

/** One shared array: the containers of all pods of a ReplicaSet are equal. */
export function containersOf(
  raw: any,
  interner: Interner,
): ContainerSpec[] | undefined {
  return Array.isArray(raw) && raw.length
    ? interner.object(
        raw.map((container: any) => containerOf(container, interner)),
      )
    : undefined;
}

function containerOf(raw: any, interner: Interner): ContainerSpec {
  const probes = (['liveness', 'readiness', 'startup'] as const).filter(
    probe => raw[`${probe}Probe`],
  );
  const { requests, limits } = raw.resources ?? {};
  return compact({
    name: raw.name,
    image: raw.image ?? '',
    resources:
      requests || limits
        ? interner.object(compact({ requests, limits }))
        : undefined,
    ports:
      raw.ports &&
      interner.object(
        raw.ports.map((port: any) =>
          compact({
            name: port.name,
            containerPort: port.containerPort,
            hostPort: port.hostPort,
          }),
        ),
      ),
    probes: probes.length ? interner.object(probes) : undefined,
    restartPolicy: raw.restartPolicy,
  });
}

/**
 * Without the fields that are absent: each costs a word in every copy. A new
 * object, since one with deleted fields becomes a hash table.
 */
export function compact<T extends object>(value: T): T {
  const result: Partial<T> = {};
  for (const key of Object.keys(value) as Array<keyof T>) {
    if (value[key] !== undefined) {
      result[key] = value[key];
    }
  }
  return result as T;
}
