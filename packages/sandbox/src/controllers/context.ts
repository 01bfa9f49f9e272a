import type { Registry } from '../registry';
import type { Store, StoreEvent } from '../store';
import type { KubeObject } from '../types';
import type { EventRecorder } from './events';

/** What a controller works with. */
export interface Context {
  registry: Registry;
  store: Store;
  events: EventRecorder;
  now(): Date;
  /** Milliseconds since a time of an object, at the sandbox's speed. */
  elapsed(since: string | undefined): number;
  /** Asks for another look at an object after a while (milliseconds). */
  later(controller: Controller, object: KubeObject, delayMs: number): void;
  readonly speed: number;
  /** True while loaded objects settle: nothing takes time. */
  readonly settling: boolean;
}

/** One control loop. */
export interface Controller {
  readonly name: string;
  /** The resource it reconciles; `*` for all. */
  readonly resource: string;
  /** Which of its objects it looks at. Default: all. */
  wants?(object: KubeObject): boolean;
  /** Objects to look at after a write of another resource. */
  related?(event: StoreEvent, context: Context): KubeObject[];
  reconcile(object: KubeObject, context: Context): void;
  /** The object is gone. */
  forget?(object: KubeObject, context: Context): void;
}

export const MANAGER = 'kube-controller-manager';

/** The controller among the owners, when it is of this resource. */
export function controllerOf(
  object: KubeObject,
  resource: string,
  { registry, store }: Context,
): KubeObject | undefined {
  const owner = object.metadata.ownerReferences?.find(o => o.controller);
  if (!owner) return undefined;
  if (registry.resources.of(owner)?.key !== resource) return undefined;
  const found = store.get(resource, object.metadata.namespace, owner.name);
  return found?.metadata.uid === owner.uid ? found : undefined;
}

/** For controllers that look again when something they own changes. */
export function ownerOf(
  owner: string,
  owned: string,
): NonNullable<Controller['related']> {
  return ({ resource, object, previous }, context) => {
    if (resource !== owned) return [];
    const found =
      controllerOf(object, owner, context) ??
      (previous && controllerOf(previous, owner, context));
    return found ? [found] : [];
  };
}

/** What an object controls, of one resource. */
export function controlled(
  owner: KubeObject,
  resource: string,
  { store }: Context,
): KubeObject[] {
  return store
    .ownedBy(owner.metadata.uid!)
    .filter(
      e =>
        e.resource === resource &&
        e.object.metadata.ownerReferences!.some(
          o => o.controller && o.uid === owner.metadata.uid,
        ),
    )
    .map(e => e.object);
}

export function ownerReference(owner: KubeObject) {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid!,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** A count or a percentage, rounded as the field demands. */
export function scaled(
  value: string | number | undefined,
  total: number,
  round: 'up' | 'down',
): number {
  if (typeof value === 'number' || value === undefined) return value ?? 0;
  const part = (parseFloat(value) * total) / 100;
  return round === 'up' ? Math.ceil(part) : Math.floor(part);
}

/** Ten characters that depend only on the value, as pod-template-hash. */
export function hashOf(value: unknown): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(JSON.stringify(value))) {
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  return [...String(hash).slice(-10)]
    .map((digit, i) => alphabet[(Number(digit) * 7 + i) % alphabet.length])
    .join('');
}
