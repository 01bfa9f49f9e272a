import type { Registry } from '../registry';
import type { StoreEvent } from '../store';
import type { KubeObject } from '../types';
import type { Context, Controller } from './context';
import { EventRecorder } from './events';
import { WorkQueue } from './queue';

/** Runs controllers on the writes of a store. */
export class ControllerManager {
  readonly context: Context & { settling: boolean };
  readonly events: EventRecorder;
  private readonly queue: WorkQueue;
  private readonly byName: Map<string, Controller>;
  private readonly unsubscribe: () => void;

  constructor(
    registry: Registry,
    private readonly controllers: Controller[],
    speed: number,
    private readonly onError: (error: Error) => void,
  ) {
    this.byName = new Map(controllers.map(c => [c.name, c]));
    this.queue = new WorkQueue(key => this.handle(key), speed);
    this.events = new EventRecorder(registry);
    this.context = {
      registry,
      store: registry.store,
      events: this.events,
      now: registry.now,
      elapsed: since =>
        since
          ? (registry.now().getTime() - new Date(since).getTime()) * speed
          : 0,
      later: (controller, object, delayMs) =>
        this.queue.add(this.keyOf(controller, object), delayMs),
      speed,
      settling: false,
    };
    this.unsubscribe = registry.store.subscribe(event => this.onEvent(event));
  }

  /** Lets everything that was loaded come to rest, without delays. */
  settle() {
    this.context.settling = true;
    this.events.quiet = true;
    this.queue.drain();
    this.context.settling = false;
    this.events.quiet = false;
  }

  /** Asks for a look at an object by all that reconcile it. */
  touch(object: KubeObject) {
    const resource = this.context.registry.resources.of(object)!.key;
    for (const controller of this.controllers) {
      if (this.isOf(controller, resource, object)) {
        this.queue.add(this.keyOf(controller, object));
      }
    }
  }

  stop() {
    this.unsubscribe();
    this.queue.stop();
  }

  private keyOf(controller: Controller, object: KubeObject): string {
    const resource = this.context.registry.resources.of(object)!.key;
    const { namespace = '', name } = object.metadata;
    return `${controller.name}|${resource}|${namespace}|${name}`;
  }

  private isOf(controller: Controller, resource: string, object: KubeObject) {
    if (controller.resource !== '*' && controller.resource !== resource) {
      return false;
    }
    return controller.wants?.(object) ?? true;
  }

  private onEvent(event: StoreEvent) {
    const { resource, object, type } = event;
    for (const controller of this.controllers) {
      if (type === 'DELETED') {
        if (controller.resource === '*' || controller.resource === resource) {
          controller.forget?.(object, this.context);
        }
      } else if (this.isOf(controller, resource, object)) {
        this.queue.add(this.keyOf(controller, object));
      }
      for (const other of controller.related?.(event, this.context) ?? []) {
        this.queue.add(this.keyOf(controller, other));
      }
    }
  }

  private handle(key: string) {
    const [name, resource, namespace, object] = key.split('|');
    const controller = this.byName.get(name)!;
    const found = this.context.store.get(
      resource,
      namespace || undefined,
      object,
    );
    if (!found) return;
    try {
      controller.reconcile(found, this.context);
    } catch (e) {
      this.onError(e as Error);
    }
  }
}
