import type { Meta } from '../objects';
import type { Interner } from './intern';

/** The annotations that some part of this product reads; no other is kept. */
const KEPT_ANNOTATIONS = new Set([
  'argocd.argoproj.io/tracking-id',
  'argocd.argoproj.io/instance',
  'kubernetes.io/change-cause',
  'deployment.kubernetes.io/revision',
  'kubectl.kubernetes.io/restartedAt',
]);

const KEPT_PREFIXES = [
  'service-manager.io/',
  'meta.helm.sh/',
  'autoscaling.keda.sh/',
  'reconcile.fluxcd.io/',
  'kustomize.toolkit.fluxcd.io/',
  'helm.toolkit.fluxcd.io/',
];

/** @throws Error when there is no uid: then it is no object of the API. */
export function trimMeta(raw: any, interner: Interner): Meta {
  const meta = raw?.metadata;
  if (!meta?.uid) {
    throw new Error('an object without metadata.uid');
  }
  return {
    name: meta.name,
    namespace: interner.string(meta.namespace ?? ''),
    uid: meta.uid,
    resourceVersion: meta.resourceVersion,
    generation: meta.generation,
    creationTimestamp: interner.recentString(meta.creationTimestamp),
    deletionTimestamp: meta.deletionTimestamp ?? undefined,
    finalizers:
      meta.deletionTimestamp && meta.finalizers?.length
        ? interner.object(meta.finalizers)
        : undefined,
    labels: meta.labels && interner.object(meta.labels),
    annotations: keptAnnotations(meta.annotations, interner),
    ownerReferences:
      meta.ownerReferences &&
      interner.object(
        meta.ownerReferences.map((owner: any) => ({
          kind: owner.kind,
          name: owner.name,
          uid: owner.uid,
          controller: owner.controller,
        })),
      ),
  };
}

export function keptAnnotations(
  annotations: Record<string, string> | undefined,
  interner: Interner,
): Record<string, string> | undefined {
  if (!annotations) {
    return undefined;
  }
  const kept = Object.entries(annotations).filter(
    ([key]) =>
      KEPT_ANNOTATIONS.has(key) ||
      KEPT_PREFIXES.some(prefix => key.startsWith(prefix)),
  );
  return kept.length ? interner.object(Object.fromEntries(kept)) : undefined;
}
