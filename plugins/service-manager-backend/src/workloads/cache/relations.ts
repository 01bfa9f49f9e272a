import { matchesSelector } from '../select';
import type {
  CachedObject,
  ClusterEvent,
  HorizontalPodAutoscaler,
  Job,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  ScaledObject,
  Workload,
} from '../objects';
import { WORKLOAD_KINDS } from './kinds';

/** Newest first; the uid decides between equals, so that it is an order. */
export function newestFirst(a: ClusterEvent, b: ClusterEvent): number {
  const [left, right] = [a.lastAt ?? '', b.lastAt ?? ''];
  if (left !== right) {
    return left < right ? 1 : -1;
  }
  return a.metadata.uid < b.metadata.uid ? 1 : -1;
}

export function isWorkload(object: CachedObject): object is Workload {
  return (WORKLOAD_KINDS as readonly string[]).includes(object.kind);
}

export function isPart(object: CachedObject): object is Pod | ReplicaSet | Job {
  return ['Pod', 'ReplicaSet', 'Job'].includes(object.kind);
}

export function isScaler(
  object: CachedObject,
): object is HorizontalPodAutoscaler | ScaledObject {
  return ['HorizontalPodAutoscaler', 'ScaledObject'].includes(object.kind);
}

export function covers(
  budget: PodDisruptionBudget,
  workload: Workload,
): boolean {
  const { selector } = budget.spec;
  // No selector means no pods; an empty one means all of the namespace.
  return (
    selector !== undefined &&
    selector !== null &&
    matchesSelector(selector, workload.spec.template.labels)
  );
}

export function controllerKind(object: CachedObject): string | undefined {
  return object.metadata.ownerReferences?.find(owner => owner.controller)?.kind;
}

export function controllerUid(object: CachedObject): string | undefined {
  return object.metadata.ownerReferences?.find(owner => owner.controller)?.uid;
}

export function placeKey(
  namespace: string,
  kind: string,
  name: string,
): string {
  return `${namespace}/${kind}/${name}`;
}

export function ownPlace(object: CachedObject): string {
  const { namespace, name } = object.metadata;
  return placeKey(namespace, object.kind, name);
}

export function scaleTarget(
  object: HorizontalPodAutoscaler | ScaledObject,
): string {
  const { kind = 'Deployment', name } = object.spec.scaleTargetRef;
  return placeKey(object.metadata.namespace, kind, name);
}

export function regardedKey(event: ClusterEvent): string {
  const { uid, namespace, kind, name } = event.regarding;
  return uid ?? placeKey(namespace ?? event.metadata.namespace, kind, name);
}
