import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../types';
import {
  controlled,
  hashOf,
  MANAGER,
  ownerReference,
  type Context,
} from './context';

export const REVISION_LABEL = 'controller-revision-hash';

const RESOURCE = 'apps/controllerrevisions';

/** What a ControllerRevision of a workload holds: its template as a patch. */
const dataOf = (owner: KubeObject) => ({
  spec: { template: { ...owner.spec.template, $patch: 'replace' } },
});

export const revisionsOf = (owner: KubeObject, context: Context) =>
  controlled(owner, RESOURCE, context).sort((a, b) => a.revision - b.revision);

/**
 * The ControllerRevision of the present template; made when it is new, moved
 * to the end when it is an old one again.
 */
export function currentRevision(
  owner: KubeObject,
  context: Context,
): KubeObject {
  const { registry } = context;
  const resource = registry.resources.key(RESOURCE);
  const known = revisionsOf(owner, context);
  const data = dataOf(owner);
  const last = known[known.length - 1];
  const same = known.find(r => isDeepStrictEqual(r.data, data));
  const next = (last?.revision ?? 0) + 1;
  if (same) {
    if (same === last) return same;
    return registry.update(
      resource,
      { ...same, revision: next },
      { manager: MANAGER },
    );
  }
  const hash = hashOf(data);
  const { name, namespace } = owner.metadata;
  return registry.create(
    resource,
    {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: {
        name: `${name}-${hash}`,
        namespace,
        labels: {
          ...owner.spec.template.metadata?.labels,
          [REVISION_LABEL]:
            owner.kind === 'StatefulSet' ? `${name}-${hash}` : hash,
        },
        ownerReferences: [ownerReference(owner)],
      },
      data,
      revision: next,
    },
    { manager: MANAGER },
  );
}

/** Forgets what is past the limit and no pod is of any more. */
export function trimRevisions(
  owner: KubeObject,
  inUse: Set<string>,
  context: Context,
) {
  const old = revisionsOf(owner, context)
    .slice(0, -1)
    .filter(r => !inUse.has(r.metadata.labels![REVISION_LABEL]));
  const excess = old.length - (owner.spec.revisionHistoryLimit ?? 10);
  for (const { metadata } of old.slice(0, Math.max(0, excess))) {
    context.store.remove(RESOURCE, metadata.namespace, metadata.name);
  }
}
