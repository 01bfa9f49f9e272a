import type {
  CachedKind,
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
import { Grouping } from './grouping';
import { Interner } from './intern';
import { KINDS, REGARDED_KINDS, WORKLOAD_KINDS } from './kinds';
import {
  controllerUid,
  covers,
  isPart,
  isScaler,
  isWorkload,
  newestFirst,
  ownPlace,
  placeKey,
  regardedKey,
  scaleTarget,
} from './relations';
import { shareUnchanged } from './shareUnchanged';
import { trim } from './trim';

export interface StoreOptions {
  now: () => Date;
  /** Newest events kept of one object. */
  maxEventsPerObject: number;
  /** Older events are dropped, as the API server itself does. */
  maxEventAgeMs: number;
  /** Called with every workload to which, or to whose parts, it happened. */
  onChange: (workload: Workload) => void;
}

const NONE: ReadonlySet<Workload> = new Set();

/**
 * The objects of one cluster as last seen, with the indexes that readers need.
 * A fold of what the API says: no I/O, and the same for whatever order in
 * which the kinds arrive.
 */
export class ClusterStore {
  private readonly options: StoreOptions;
  private readonly interner = new Interner();
  private readonly objects = new Map<CachedKind, Map<string, CachedObject>>(
    KINDS.map(({ kind }) => [kind, new Map()]),
  );
  private readonly workloadsByPlace = new Map<string, Workload>();
  /** By the label's name and then its value: no joined keys to keep. */
  private readonly workloadsByLabel = new Map<string, Grouping<Workload>>();
  private readonly workloadsByNamespace = new Map<string, Set<Workload>>();
  private readonly partsByOwner = new Grouping<Pod | ReplicaSet | Job>();
  private readonly eventsByObject = new Grouping<ClusterEvent>();
  private readonly scalersByTarget = new Grouping<
    HorizontalPodAutoscaler | ScaledObject
  >();
  private readonly budgetsByNamespace = new Grouping<PodDisruptionBudget>();

  constructor(options: StoreOptions) {
    this.options = options;
  }

  /** Takes an object as the API sends it. */
  upsert(kind: CachedKind, raw: any): void {
    const uid: string | undefined = raw?.metadata?.uid;
    const table = this.objects.get(kind)!;
    const earlier = uid === undefined ? undefined : table.get(uid);
    if (
      earlier &&
      earlier.metadata.resourceVersion === raw.metadata.resourceVersion
    ) {
      return;
    }
    const object = trim(kind, raw, this.interner);
    if (earlier) {
      shareUnchanged(earlier, object);
    }
    if (object.kind === 'Event' && !this.isWanted(object)) {
      return;
    }
    if (earlier) {
      this.unindex(earlier);
    }
    table.set(object.metadata.uid, object);
    this.index(object);
    if (earlier) {
      this.tell(earlier);
    }
    this.tell(object);
    if (object.kind === 'Event') {
      this.capEvents(regardedKey(object));
    }
  }

  remove(kind: CachedKind, uid: string): void {
    const table = this.objects.get(kind)!;
    const object = table.get(uid);
    if (!object) {
      return;
    }
    // Told before and not after: then the owner can still be found.
    this.tell(object);
    table.delete(uid);
    this.unindex(object);
  }

  /**
   * After a complete list: removes what was not in it, so that what went away
   * while nobody watched is noticed.
   */
  retain(
    kind: CachedKind,
    namespace: string | undefined,
    seen: ReadonlySet<string>,
  ): void {
    for (const object of [...this.objects.get(kind)!.values()]) {
      const { uid } = object.metadata;
      if (
        !seen.has(uid) &&
        (namespace === undefined || object.metadata.namespace === namespace)
      ) {
        this.remove(kind, uid);
      }
    }
  }

  /** To be called now and then: drops events that are past their age. */
  dropOldEvents(): void {
    for (const event of [...this.objects.get('Event')!.values()]) {
      if (!this.isWanted(event as ClusterEvent)) {
        this.remove('Event', event.metadata.uid);
      }
    }
  }

  all<K extends CachedKind>(
    kind: K,
  ): Array<Extract<CachedObject, { kind: K }>> {
    return [...this.objects.get(kind)!.values()] as any;
  }

  counts(): Array<[CachedKind, number]> {
    return [...this.objects].map(([kind, table]) => [kind, table.size]);
  }

  workloads(): Workload[] {
    return WORKLOAD_KINDS.flatMap(kind => this.all(kind) as Workload[]);
  }

  workloadAt(namespace: string, kind: string, name: string) {
    return this.workloadsByPlace.get(placeKey(namespace, kind, name));
  }

  workloadsWithLabel(label: string, value: string): Workload[] {
    return this.workloadsByLabel.get(label)?.get(value) ?? [];
  }

  countWithLabel(label: string, value: string): number {
    return this.workloadsByLabel.get(label)?.size(value) ?? 0;
  }

  workloadsIn(namespace: string): ReadonlySet<Workload> {
    return this.workloadsByNamespace.get(namespace) ?? NONE;
  }

  /** ReplicaSets, Jobs or pods that this uid controls. */
  partsOf(uid: string): Array<Pod | ReplicaSet | Job> {
    return this.partsByOwner.get(uid);
  }

  eventsAbout(object: CachedObject): ClusterEvent[] {
    return this.eventsByObject.get(object.metadata.uid).concat(
      // Some controllers leave the uid out.
      this.eventsByObject.get(
        placeKey(object.metadata.namespace, object.kind, object.metadata.name),
      ),
    );
  }

  scalersOf(workload: Workload) {
    const { namespace, name } = workload.metadata;
    return this.scalersByTarget.get(placeKey(namespace, workload.kind, name));
  }

  budgetsOf(workload: Workload): PodDisruptionBudget[] {
    return this.budgetsByNamespace
      .get(workload.metadata.namespace)
      .filter(budget => covers(budget, workload));
  }

  private index(object: CachedObject) {
    if (isWorkload(object)) {
      this.workloadsByPlace.set(ownPlace(object), object);
      const { namespace, labels = {} } = object.metadata;
      const neighbours = this.workloadsByNamespace.get(namespace) ?? new Set();
      this.workloadsByNamespace.set(namespace, neighbours.add(object));
      for (const [label, value] of Object.entries(labels)) {
        const values = this.workloadsByLabel.get(label) ?? new Grouping();
        values.put(value, object);
        this.workloadsByLabel.set(label, values);
      }
    }
    const owner = controllerUid(object);
    if (owner && isPart(object)) {
      this.partsByOwner.put(owner, object);
    } else if (object.kind === 'Event') {
      this.eventsByObject.put(regardedKey(object), object);
    } else if (isScaler(object)) {
      this.scalersByTarget.put(scaleTarget(object), object);
    } else if (object.kind === 'PodDisruptionBudget') {
      this.budgetsByNamespace.put(object.metadata.namespace, object);
    }
  }

  private unindex(object: CachedObject) {
    const { uid } = object.metadata;
    if (isWorkload(object)) {
      // A new object of this name may already be there.
      if (this.workloadsByPlace.get(ownPlace(object)) === object) {
        this.workloadsByPlace.delete(ownPlace(object));
      }
      const { namespace, labels = {} } = object.metadata;
      const neighbours = this.workloadsByNamespace.get(namespace);
      neighbours?.delete(object);
      if (neighbours?.size === 0) {
        this.workloadsByNamespace.delete(namespace);
      }
      for (const [label, value] of Object.entries(labels)) {
        const values = this.workloadsByLabel.get(label);
        values?.remove(value, uid);
        if (values?.isEmpty) {
          this.workloadsByLabel.delete(label);
        }
      }
    }
    const owner = controllerUid(object);
    if (owner && isPart(object)) {
      this.partsByOwner.remove(owner, uid);
    } else if (object.kind === 'Event') {
      this.eventsByObject.remove(regardedKey(object), uid);
    } else if (isScaler(object)) {
      this.scalersByTarget.remove(scaleTarget(object), uid);
    } else if (object.kind === 'PodDisruptionBudget') {
      this.budgetsByNamespace.remove(object.metadata.namespace, uid);
    }
  }

  /** Tells of all workloads that an object belongs to. */
  private tell(object: CachedObject, depth = 0) {
    const { namespace } = object.metadata;
    if (isWorkload(object)) {
      this.options.onChange(object);
    }
    if (object.kind === 'PodDisruptionBudget') {
      for (const workload of this.workloadsIn(namespace)) {
        if (covers(object, workload)) {
          this.options.onChange(workload);
        }
      }
      return;
    }
    let above: CachedObject | undefined;
    if (object.kind === 'Event') {
      above = this.find(object);
    } else if (isScaler(object)) {
      above = this.workloadsByPlace.get(scaleTarget(object));
    } else {
      above = this.controllerOf(object);
    }
    // Owners do not go in circles, but what a person writes might.
    if (above && depth < 4) {
      this.tell(above, depth + 1);
    }
  }

  private controllerOf(object: CachedObject): CachedObject | undefined {
    const owner = object.metadata.ownerReferences?.find(ref => ref.controller);
    return owner && this.objects.get(owner.kind as CachedKind)?.get(owner.uid);
  }

  private find(event: ClusterEvent): CachedObject | undefined {
    const { kind, uid, name, namespace } = event.regarding;
    const table = this.objects.get(kind as CachedKind);
    return uid
      ? table?.get(uid)
      : this.workloadsByPlace.get(
          placeKey(namespace ?? event.metadata.namespace, kind, name),
        );
  }

  private isWanted(event: ClusterEvent): boolean {
    const at = Date.parse(event.lastAt ?? event.metadata.creationTimestamp);
    return (
      REGARDED_KINDS.has(event.regarding.kind) &&
      !(this.options.now().getTime() - at > this.options.maxEventAgeMs)
    );
  }

  private capEvents(key: string) {
    const events = this.eventsByObject.get(key);
    if (events.length > this.options.maxEventsPerObject) {
      events.sort(newestFirst);
      for (const event of events.slice(this.options.maxEventsPerObject)) {
        this.remove('Event', event.metadata.uid);
      }
    }
  }
}
