import type { KubeObject } from '../types';

/** One write, as watchers and controllers see it. */
export interface StoreEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  revision: number;
  resource: string;
  object: KubeObject;
  previous?: KubeObject;
}

/** A version of the past that is no longer kept. */
export class CompactedError extends Error {
  constructor(readonly asked: number, readonly oldest: number) {
    super(`too old resource version: ${asked} (${oldest})`);
  }
}

/**
 * All objects with one version counter for the whole cluster, as etcd has it,
 * and the last writes of each resource so that a watch can start in the past.
 *
 * Objects are never changed in place: a write replaces them, so that what was
 * handed out stays a consistent snapshot.
 */
export class Store {
  private current = 1;
  private readonly objects = new Map<
    string,
    Map<string, Map<string, KubeObject>>
  >();
  private readonly owned = new Map<string, Map<string, StoreEntry>>();
  private readonly history = new Map<string, StoreEvent[]>();
  private readonly compacted = new Map<string, number>();
  private readonly listeners = new Set<(event: StoreEvent) => void>();

  /** @param keep - how many past writes of a resource a watch can start at */
  constructor(private readonly keep: number = 5_000) {}

  /** The version of the last write. */
  get revision(): number {
    return this.current;
  }

  get(resource: string, namespace: string | undefined, name: string) {
    return this.objects
      .get(resource)
      ?.get(namespace ?? '')
      ?.get(name);
  }

  /** Sorted by namespace and name, as etcd's keys are. */
  list(resource: string, namespace?: string): KubeObject[] {
    const all = this.objects.get(resource);
    if (!all) return [];
    const spaces =
      namespace === undefined ? [...all.keys()].sort() : [namespace];
    return spaces.flatMap(space => {
      const names = all.get(space);
      if (!names) return [];
      return [...names.keys()].sort().map(name => names.get(name)!);
    });
  }

  count(resource: string): number {
    let total = 0;
    for (const names of this.objects.get(resource)?.values() ?? []) {
      total += names.size;
    }
    return total;
  }

  /** All objects that name this uid among their owners. */
  ownedBy(uid: string): StoreEntry[] {
    return [...(this.owned.get(uid)?.values() ?? [])];
  }

  /** Writes an object and gives it the next version. */
  put(resource: string, object: KubeObject): KubeObject {
    const { namespace = '', name } = object.metadata;
    const previous = this.get(resource, namespace, name);
    const revision = ++this.current;
    const stored = {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(revision) },
    };
    let spaces = this.objects.get(resource);
    if (!spaces) this.objects.set(resource, (spaces = new Map()));
    let names = spaces.get(namespace);
    if (!names) spaces.set(namespace, (names = new Map()));
    names.set(name, stored);
    this.index(resource, previous, stored);
    this.emit({
      type: previous ? 'MODIFIED' : 'ADDED',
      revision,
      resource,
      object: stored,
      previous,
    });
    return stored;
  }

  /** Removes an object; watchers see its last state with a new version. */
  remove(resource: string, namespace: string | undefined, name: string) {
    const previous = this.get(resource, namespace, name);
    if (!previous) return undefined;
    const revision = ++this.current;
    this.objects
      .get(resource)
      ?.get(namespace ?? '')
      ?.delete(name);
    this.index(resource, previous, undefined);
    const object = {
      ...previous,
      metadata: { ...previous.metadata, resourceVersion: String(revision) },
    };
    this.emit({ type: 'DELETED', revision, resource, object, previous });
    return object;
  }

  /**
   * Writes of a resource after a version.
   *
   * @throws CompactedError when some of them are no longer known
   */
  since(resource: string, revision: number): StoreEvent[] {
    const oldest = this.compacted.get(resource) ?? 0;
    if (revision < oldest) throw new CompactedError(revision, oldest);
    const events = this.history.get(resource) ?? [];
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (events[middle].revision <= revision) low = middle + 1;
      else high = middle;
    }
    return events.slice(low);
  }

  /** Forgets the past, as etcd's compaction does. */
  compact() {
    for (const resource of this.objects.keys()) {
      this.history.set(resource, []);
      this.compacted.set(resource, this.current);
    }
  }

  /** @returns the function that ends the subscription */
  subscribe(listener: (event: StoreEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private index(
    resource: string,
    previous: KubeObject | undefined,
    next: KubeObject | undefined,
  ) {
    const { namespace = '', name } = (next ?? previous)!.metadata;
    const key = `${resource}/${namespace}/${name}`;
    for (const owner of previous?.metadata.ownerReferences ?? []) {
      const entries = this.owned.get(owner.uid);
      entries?.delete(key);
      if (entries?.size === 0) this.owned.delete(owner.uid);
    }
    for (const owner of next?.metadata.ownerReferences ?? []) {
      let entries = this.owned.get(owner.uid);
      if (!entries) this.owned.set(owner.uid, (entries = new Map()));
      entries.set(key, { resource, object: next! });
    }
  }

  private emit(event: StoreEvent) {
    let events = this.history.get(event.resource);
    if (!events) this.history.set(event.resource, (events = []));
    events.push(event);
    if (events.length > this.keep * 1.2) {
      const dropped = events.splice(0, events.length - this.keep);
      this.compacted.set(event.resource, dropped[dropped.length - 1].revision);
    }
    for (const listener of this.listeners) listener(event);
  }
}

export interface StoreEntry {
  resource: string;
  object: KubeObject;
}
