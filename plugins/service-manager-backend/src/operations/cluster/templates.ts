import { digest } from '../pure/digest';

const HASH_LABELS = ['pod-template-hash', 'controller-revision-hash'];

/**
 * A pod template without the label by which its controller tells ReplicaSets
 * apart: sent back with it, the new ReplicaSet would carry a stale hash.
 */
export function plainTemplate(template: any): any {
  const labels = { ...(template?.metadata?.labels ?? {}) };
  for (const label of HASH_LABELS) delete labels[label];
  const {
    labels: unused,
    creationTimestamp,
    ...metadata
  } = template?.metadata ?? {};
  return {
    ...template,
    metadata: Object.keys(labels).length ? { ...metadata, labels } : metadata,
  };
}

/** Equal for templates that make the same pods. */
export function templateDigest(template: any): string {
  const { $patch, ...rest } = plainTemplate(template);
  return digest(rest);
}
