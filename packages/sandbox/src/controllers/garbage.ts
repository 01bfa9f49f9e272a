import type { KubeObject } from '../types';
import { MANAGER, type Context, type Controller } from './context';

function without(object: KubeObject, finalizer: string): KubeObject {
  const finalizers = object.metadata.finalizers?.filter(f => f !== finalizer);
  return { ...object, metadata: { ...object.metadata, finalizers } };
}

/** What depends on an owner that is gone goes too, or is set free. */
function collectDependents(owner: KubeObject, context: Context) {
  const { registry, store } = context;
  for (const { resource, object } of store.ownedBy(owner.metadata.uid!)) {
    const others = object.metadata.ownerReferences!.filter(
      o => o.uid !== owner.metadata.uid,
    );
    const def = registry.resources.key(resource);
    const { namespace, name } = object.metadata;
    if (others.length === 0) registry.remove(def, namespace, name);
    else {
      store.put(resource, {
        ...object,
        metadata: { ...object.metadata, ownerReferences: others },
      });
    }
  }
}

function orphan(owner: KubeObject, context: Context) {
  const { store } = context;
  for (const { resource, object } of store.ownedBy(owner.metadata.uid!)) {
    const ownerReferences = object.metadata.ownerReferences!.filter(
      o => o.uid !== owner.metadata.uid,
    );
    store.put(resource, {
      ...object,
      metadata: { ...object.metadata, ownerReferences },
    });
  }
}

/** Ends objects whose owner is gone, and those that wait for dependents. */
export const garbageCollector: Controller = {
  name: 'garbage',
  resource: '*',
  wants: object =>
    object.metadata.deletionTimestamp !== undefined &&
    object.metadata.finalizers !== undefined,
  forget: collectDependents,
  related({ type, object }, { store, registry }) {
    if (type !== 'DELETED') return [];
    // A dependent that goes may be the last its owner waits for.
    return (object.metadata.ownerReferences ?? []).flatMap(ref => {
      const resource = registry.resources.of(ref);
      const owner =
        resource &&
        store.get(resource.key, object.metadata.namespace, ref.name);
      return owner?.metadata.deletionTimestamp ? [owner] : [];
    });
  },
  reconcile(object, context) {
    const { registry, store } = context;
    const { finalizers = [], uid } = object.metadata;
    const resource = registry.resources.of(object)!;
    if (finalizers.includes('orphan')) {
      orphan(object, context);
      registry.update(resource, without(object, 'orphan'), {
        manager: MANAGER,
      });
    } else if (finalizers.includes('foregroundDeletion')) {
      const dependents = store.ownedBy(uid!);
      if (dependents.length === 0) {
        registry.update(resource, without(object, 'foregroundDeletion'), {
          manager: MANAGER,
        });
      }
      for (const entry of dependents) {
        if (entry.object.metadata.deletionTimestamp) continue;
        registry.remove(
          registry.resources.key(entry.resource),
          entry.object.metadata.namespace,
          entry.object.metadata.name,
          { propagationPolicy: 'Foreground' },
        );
      }
    }
  },
};

/** Empties a namespace that is deleted, then removes it. */
export const namespaceController: Controller = {
  name: 'namespace',
  resource: 'namespaces',
  related({ type, object }, { store }) {
    if (type !== 'DELETED' || !object.metadata.namespace) return [];
    const space = store.get('namespaces', undefined, object.metadata.namespace);
    return space?.metadata.deletionTimestamp ? [space] : [];
  },
  reconcile(space, context) {
    if (!space.metadata.deletionTimestamp) return;
    const { registry, store } = context;
    const { name } = space.metadata;
    let left = 0;
    for (const resource of registry.resources.all) {
      if (!resource.namespaced) continue;
      for (const object of store.list(resource.key, name)) {
        left += 1;
        if (!object.metadata.deletionTimestamp) {
          registry.remove(resource, name, object.metadata.name);
        }
      }
    }
    if (left === 0) store.remove('namespaces', undefined, name);
    else context.later(this, space, 1_000);
  },
};
