import type { CachedObject } from '../objects';

/**
 * Lets a new version of an object use the parts of the one before that are the
 * same: the interner may have forgotten them, and a pod that reports its status
 * for weeks would otherwise end with containers of its own.
 */
export function shareUnchanged(
  earlier: CachedObject,
  object: CachedObject,
): void {
  share(earlier.metadata, object.metadata, [
    'labels',
    'annotations',
    'ownerReferences',
  ]);
  if (earlier.kind === 'Pod' && object.kind === 'Pod') {
    share(earlier.spec, object.spec, ['containers', 'initContainers']);
  }
}

function share<T extends object>(from: T, to: T, keys: Array<keyof T>): void {
  for (const key of keys) {
    if (
      from[key] !== undefined &&
      from[key] !== to[key] &&
      JSON.stringify(from[key]) === JSON.stringify(to[key])
    ) {
      to[key] = from[key];
    }
  }
}
