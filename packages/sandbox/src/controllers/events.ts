import { timestamp, type Registry } from '../registry';
import type { KubeObject } from '../types';

/** Kubernetes keeps events for an hour; a sandbox not more than this many. */
const KEPT = 5_000;

/** Writes events; the same event again counts up, as the real recorder's. */
export class EventRecorder {
  private readonly seen = new Map<string, string>();
  private readonly names: Array<{ namespace: string; name: string }> = [];
  private serial = 0;
  /** While true, only warnings are recorded: the past of a loaded cluster. */
  quiet = false;

  constructor(private readonly registry: Registry) {}

  record(
    about: KubeObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
    component: string,
    fieldPath?: string,
  ) {
    if (this.quiet && type === 'Normal') return;
    const { registry } = this;
    const { namespace = 'default', name, uid } = about.metadata;
    const resource = registry.resources.key('events');
    const now = timestamp(registry.now());
    const key = [uid, type, reason, message, component].join('\0');
    const known = this.seen.get(key);
    const last = known && registry.store.get('events', namespace, known);
    if (last) {
      registry.store.put('events', {
        ...last,
        count: last.count + 1,
        lastTimestamp: now,
      });
      return;
    }
    if (!registry.store.get('namespaces', undefined, namespace)) return;
    this.serial += 1;
    const suffix = (registry.now().getTime() * 4096 + (this.serial % 4096))
      .toString(16)
      .slice(-16);
    const event = registry.create(
      resource,
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: `${name}.${suffix}`, namespace },
        involvedObject: {
          apiVersion: about.apiVersion,
          kind: about.kind,
          name,
          namespace,
          uid,
          resourceVersion: about.metadata.resourceVersion,
          ...(fieldPath ? { fieldPath } : {}),
        },
        type,
        reason,
        message,
        count: 1,
        firstTimestamp: now,
        lastTimestamp: now,
        eventTime: null,
        source: { component },
        reportingComponent: component,
        reportingInstance: '',
      },
      { manager: component, applied: true },
    );
    this.seen.set(key, event.metadata.name);
    this.names.push({ namespace, name: event.metadata.name });
    if (this.names.length > KEPT) this.forgetOldest();
  }

  private forgetOldest() {
    const oldest = this.names.splice(0, KEPT / 10);
    for (const { namespace, name } of oldest) {
      this.registry.store.remove('events', namespace, name);
    }
    const left = new Set(this.names.map(n => n.name));
    for (const [key, name] of this.seen) {
      if (!left.has(name)) this.seen.delete(key);
    }
  }
}
