import type { WorkloadReader } from '../../../workloads';
import { Broadcast } from '../../live';
import { nsOfDate } from '../../pure/instant';
import type { LokiEntry } from './entries';
import type { LokiClient } from './LokiClient';
import { LokiFeed } from './LokiFeed';
import type { LokiPlace } from './pure/places';
import type { LokiTimings } from './timings';

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

/**
 * Everything that a service writes, once for all who watch: one tail for each
 * of its places, whether one person looks or fifty.
 */
export class LokiHub {
  readonly #options: LokiHubOptions;
  readonly #feeds = new Map<string, LokiFeed>();
  readonly #from: bigint;
  readonly #unsubscribe: () => void;
  #changing: NodeJS.Timeout | undefined;
  #present: Present;
  readonly lines: Broadcast<LokiEntry>;
  /** Resolves when what was there at the start has been read, or could not. */
  readonly ready: Promise<void>;

  constructor(options: LokiHubOptions) {
    this.#options = options;
    const { timings, clock, workloads } = options;
    this.lines = new Broadcast(timings, () => {
      this.stop();
      options.onIdle();
    });
    this.#from = nsOfDate(clock()) - BigInt(timings.overlapMs) * 1_000_000n;
    this.#present = options.present();
    this.#reconcile();
    this.ready = Promise.all(
      [...this.#feeds.values()].map(({ ready }) => ready),
    ).then(() => this.lines.releaseAll());
    this.#unsubscribe = workloads.onChange(() => {
      this.#changing ??= setTimeout(() => this.#changed(), timings.changeMs);
    });
  }

  /** Lines from here on are in the ring. */
  get floor(): bigint {
    const evicted = this.lines.ring.evictedUpTo;
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

  stop(): void {
    this.lines.stop();
    clearTimeout(this.#changing);
    this.#unsubscribe();
    for (const feed of this.#feeds.values()) feed.stop();
    this.#feeds.clear();
  }

  #changed(): void {
    this.#changing = undefined;
    if (this.lines.stopped) return;
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
      onEntry: entry => this.lines.line(entry),
      onRecord: record => {
        if (record.type === 'gap') this.lines.recordAt(record.to, record);
        else this.lines.tell(record);
      },
    });
  }

  #mark(kind: 'pod-joined' | 'pod-ended', message: string, pod: string): void {
    const ns = String(nsOfDate(this.#options.clock()));
    this.lines.mark({ ns, kind, message, pod });
  }
}
