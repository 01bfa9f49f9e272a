import type { LogRecord } from '@vtasker/backstage-plugin-service-manager-common';
import type { WorkloadReader } from '../../../workloads';
import { nsOfDate } from '../../pure/instant';
import { LineRing } from '../../pure/LineRing';
import { OrderWindow } from '../../pure/OrderWindow';
import type { Position } from '../../pure/position';
import type { LokiEntry } from './entries';
import type { LokiClient } from './LokiClient';
import { LokiFeed } from './LokiFeed';
import type { LokiPlace } from './pure/places';
import type { LokiTimings } from './timings';

const RING_BYTES = 16 * 1024 * 1024;

export type HubRecord = Exclude<LogRecord, { type: 'line' }>;

export interface LokiHubListener {
  onEntry(entry: LokiEntry, late: boolean): void;
  onRecord(record: HubRecord): void;
}

/** The containers of a service now. */
export interface Present {
  places: LokiPlace[];
  /** By `cluster/pod`. */
  pods: Map<string, { pod: string; containers: number }>;
}

export interface LokiHubOptions {
  entityRef: string;
  present(): Present;
  clientOf(place: LokiPlace): LokiClient;
  workloads: WorkloadReader;
  clock: () => Date;
  timings: LokiTimings;
  /** Nobody has watched for a while. */
  onIdle(): void;
}

type Held = { entry: LokiEntry } | { record: HubRecord };

/**
 * Everything that a service writes, once for all who watch: one tail for each
 * of its places, whether one person looks or fifty.
 */
export class LokiHub {
  readonly #options: LokiHubOptions;
  readonly #feeds = new Map<string, LokiFeed>();
  readonly #listeners = new Set<LokiHubListener>();
  readonly #ring = new LineRing<LokiEntry>(RING_BYTES);
  readonly #window: OrderWindow<Held>;
  readonly #from: bigint;
  readonly #unsubscribe: () => void;
  readonly #releasing: NodeJS.Timeout;
  #changing: NodeJS.Timeout | undefined;
  #lingering: NodeJS.Timeout | undefined;
  #present: Present;
  #stopped = false;
  /** Resolves when what was there at the start has been read, or could not. */
  readonly ready: Promise<void>;

  constructor(options: LokiHubOptions) {
    this.#options = options;
    const { timings, clock, workloads } = options;
    this.#window = new OrderWindow(timings.holdMs);
    this.#from = nsOfDate(clock()) - BigInt(timings.overlapMs) * 1_000_000n;
    this.#present = options.present();
    this.#reconcile();
    this.ready = Promise.all(
      [...this.#feeds.values()].map(({ ready }) => ready),
    ).then(() => this.#release(Infinity));
    this.#unsubscribe = workloads.onChange(() => {
      this.#changing ??= setTimeout(() => this.#changed(), timings.changeMs);
    });
    this.#releasing = setInterval(() => this.#release(), timings.releaseMs);
  }

  get ring(): LineRing<LokiEntry> {
    return this.#ring;
  }

  /** Lines from here on are in the ring. */
  get floor(): bigint {
    const evicted = this.#ring.evictedUpTo;
    return evicted !== undefined && evicted >= this.#from
      ? evicted + 1n
      : this.#from;
  }

  get followed(): number {
    let sum = 0;
    for (const { containers } of this.#present.pods.values()) sum += containers;
    return sum;
  }

  places(): LokiPlace[] {
    return [...this.#feeds.values()].map(({ place }) => place);
  }

  listen(listener: LokiHubListener): () => void {
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
    clearTimeout(this.#changing);
    clearInterval(this.#releasing);
    this.#unsubscribe();
    for (const feed of this.#feeds.values()) feed.stop();
    this.#feeds.clear();
  }

  #changed(): void {
    this.#changing = undefined;
    if (this.#stopped) return;
    const before = this.#present;
    this.#present = this.#options.present();
    this.#reconcile();
    for (const [key, { pod }] of this.#present.pods) {
      if (!before.pods.has(key)) {
        this.#mark('pod-joined', `${pod} has joined.`, pod);
      }
    }
    for (const [key, { pod }] of before.pods) {
      if (!this.#present.pods.has(key)) {
        this.#mark('pod-ended', `${pod} is gone.`, pod);
      }
    }
  }

  #reconcile(): void {
    const places = new Map(
      this.#present.places.map(place => [
        [place.upstream.url, place.cluster, place.namespace].join('\n'),
        place,
      ]),
    );
    for (const [key, place] of places) {
      const feed = this.#feeds.get(key);
      if (feed) feed.move(place);
      else this.#feeds.set(key, this.#feed(place));
    }
    for (const [key, feed] of this.#feeds) {
      if (places.has(key)) continue;
      feed.stop();
      this.#feeds.delete(key);
    }
  }

  #feed(place: LokiPlace): LokiFeed {
    return new LokiFeed({
      ...this.#options,
      client: this.#options.clientOf(place),
      place,
      from: this.#from,
      onEntry: entry => this.#hold(entry.position, { entry }),
      onRecord: record => {
        // After the lines of its time.
        if (record.type === 'gap') this.#hold(behind(record.to), { record });
        else this.#tell(record);
      },
    });
  }

  #mark(kind: 'pod-joined' | 'pod-ended', message: string, pod: string): void {
    const ns = String(nsOfDate(this.#options.clock()));
    this.#hold(behind(ns), {
      record: { type: 'marker', ns, kind, message, pod },
    });
  }

  #hold(position: Position, held: Held): void {
    if (!this.#stopped) this.#window.push(position, held, performance.now());
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

function behind(ns: string): Position {
  return { ns: BigInt(ns), stream: '~', ordinal: 0 };
}
