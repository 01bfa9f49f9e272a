import type { LogRecord } from '@vtasker/backstage-plugin-service-manager-common';
import type { ClustersService } from '@vtasker/backstage-plugin-service-manager-node';
import type {
  Target,
  WorkloadReader,
  WorkloadSnapshot,
} from '../../../workloads';
import { OrderWindow } from '../../pure/OrderWindow';
import type { Position } from '../../pure/position';
import type { LogEntry } from '../../types';
import { ContainerFollower } from './ContainerFollower';
import { containerKey, containersOf, PodContainer } from './containers';
import { LineRing } from '../../pure/LineRing';
import type { FollowTimings } from './timings';

/** Containers that one service can have followed at a time. */
const MAX_CONTAINERS = 300;
const RING_BYTES = 16 * 1024 * 1024;

export type HubRecord = Exclude<LogRecord, { type: 'line' }>;

export interface HubListener {
  onEntry(entry: LogEntry, late: boolean): void;
  onRecord(record: HubRecord): void;
}

export interface HubOptions {
  entityRef: string;
  target: Target | undefined;
  workloads: WorkloadReader;
  clusters: ClustersService;
  clock: () => Date;
  timings: FollowTimings;
  /** Nobody has watched for a while. */
  onIdle(): void;
}

type Held = { entry: LogEntry } | { record: HubRecord };

/**
 * Everything that a service's containers write, once for all who watch: each
 * container is followed by one request, whether one person looks or fifty.
 */
export class PodHub {
  readonly #options: HubOptions;
  readonly #followers = new Map<string, ContainerFollower>();
  readonly #listeners = new Set<HubListener>();
  readonly #ring = new LineRing(RING_BYTES);
  readonly #window: OrderWindow<Held>;
  readonly #unsubscribe: () => void;
  readonly #releasing: NodeJS.Timeout;
  #lingering: NodeJS.Timeout | undefined;
  #stopped = false;
  /** Resolves when what was there at the start has been read. */
  readonly ready: Promise<void>;

  constructor(options: HubOptions) {
    this.#options = options;
    const { timings, workloads } = options;
    this.#window = new OrderWindow(timings.holdMs);
    this.#reconcile(false);
    this.ready = Promise.all(
      [...this.#followers.values()].map(({ caughtUp }) => caughtUp),
    ).then(() => this.#release(Infinity));
    this.#unsubscribe = workloads.onChange(() => this.#reconcile(true));
    this.#releasing = setInterval(() => this.#release(), timings.releaseMs);
  }

  get ring(): LineRing {
    return this.#ring;
  }

  get followed(): number {
    return this.#followers.size;
  }

  listen(listener: HubListener): () => void {
    clearTimeout(this.#lingering);
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0 || this.#stopped) return;
      clearTimeout(this.#lingering);
      this.#lingering = setTimeout(() => {
        this.stop();
        this.#options.onIdle();
      }, this.#options.timings.lingerMs);
    };
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#lingering);
    clearInterval(this.#releasing);
    this.#unsubscribe();
    for (const follower of this.#followers.values()) follower.stop();
    this.#followers.clear();
  }

  containers(): PodContainer[] {
    return containersOf(this.#snapshots());
  }

  #snapshots(): WorkloadSnapshot[] {
    const { target, workloads } = this.#options;
    return target ? workloads.select(target) : [];
  }

  #reconcile(running: boolean): void {
    if (this.#stopped) return;
    const now = this.containers();
    const byKey = new Map(now.map(one => [containerKey(one), one]));
    for (const [key, container] of byKey) {
      if (!this.#followers.has(key) && !this.#ended.has(key)) {
        this.#follow(key, container, running);
      }
    }
    for (const [key, follower] of this.#followers) {
      follower.seen(byKey.get(key));
    }
    for (const key of this.#ended) if (!byKey.has(key)) this.#ended.delete(key);
  }

  /** Followed to their end, while their pod is still there. */
  readonly #ended = new Set<string>();

  #follow(key: string, container: PodContainer, running: boolean): void {
    const { clusters, entityRef, clock, timings } = this.#options;
    const cluster = clusters.get(container.cluster);
    if (!cluster || this.#followers.size >= MAX_CONTAINERS) return;
    const follower = new ContainerFollower({
      entityRef,
      cluster,
      container,
      clock,
      timings,
      fromBegin: running,
      onWhole: stream => this.#ring.setWhole(stream),
      onEntry: entry => this.#hold(entry.position, { entry }),
      onRecord: record => {
        const ns = record.type === 'marker' ? record.ns : undefined;
        if (ns === undefined) this.#tell(record);
        // After the lines of its nanosecond.
        else this.#hold(afterLinesOf(ns), { record });
      },
    });
    this.#followers.set(key, follower);
    void follower.ended.then(() => {
      if (this.#followers.get(key) !== follower) return;
      this.#followers.delete(key);
      this.#ended.add(key);
    });
    if (!running) return;
    this.#tell({
      type: 'marker',
      ns: String(BigInt(clock().getTime()) * 1_000_000n),
      kind: 'pod-joined',
      message: `${container.pod} (${container.container}) has joined.`,
      pod: container.pod,
      container: container.container,
    });
  }

  #hold(position: Position, held: Held): void {
    if (this.#stopped) return;
    this.#window.push(position, held, performance.now());
    // One container alone is in order by itself.
    if (this.#followers.size === 1) this.#release(Infinity);
  }

  #release(nowMs = performance.now()): void {
    for (const { item, late } of this.#window.release(nowMs)) {
      if ('record' in item) this.#tell(item.record);
      else {
        this.#ring.add(item.entry);
        for (const listener of this.#listeners) {
          listener.onEntry(item.entry, late);
        }
      }
    }
  }

  #tell(record: HubRecord): void {
    for (const listener of this.#listeners) listener.onRecord(record);
  }
}

function afterLinesOf(ns: string): Position {
  return { ns: BigInt(ns), stream: '~', ordinal: 0 };
}
