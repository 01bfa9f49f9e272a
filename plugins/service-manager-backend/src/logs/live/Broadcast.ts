import type {
  LogMarker,
  LogRecord,
} from '@vtasker/backstage-plugin-service-manager-common';
import { LineRing } from '../pure/LineRing';
import { OrderWindow } from '../pure/OrderWindow';
import type { LogEntry } from '../types';

const RING_BYTES = 16 * 1024 * 1024;

/** What is told between the lines. */
export type HubRecord = Exclude<LogRecord, { type: 'line' }>;

export interface HubListener<E extends LogEntry = LogEntry> {
  onEntry(entry: E, late: boolean): void;
  onRecord(record: HubRecord): void;
}

/** All in milliseconds. */
export interface BroadcastTimings {
  /** How long live lines wait for earlier ones of other streams. */
  holdMs: number;
  releaseMs: number;
  /** How long it goes on after the last viewer left. */
  lingerMs: number;
}

/**
 * What a service writes, for all who watch it: held for a while and put in
 * order, kept for those who come later, and ended when nobody is left.
 */
export class Broadcast<E extends LogEntry = LogEntry> {
  /** The last lines that were told. */
  readonly ring = new LineRing<E>(RING_BYTES);
  readonly #timings: BroadcastTimings;
  readonly #onIdle: () => void;
  readonly #listeners = new Set<HubListener<E>>();
  readonly #window: OrderWindow<{ entry: E } | { record: HubRecord }>;
  readonly #releasing: NodeJS.Timeout;
  #lingering: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param onIdle - nobody has listened for a while */
  constructor(timings: BroadcastTimings, onIdle: () => void) {
    this.#timings = timings;
    this.#onIdle = onIdle;
    this.#window = new OrderWindow(timings.holdMs);
    this.#releasing = setInterval(() => this.#release(), timings.releaseMs);
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  listen(listener: HubListener<E>): () => void {
    clearTimeout(this.#lingering);
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0 || this.#stopped) return;
      clearTimeout(this.#lingering);
      this.#lingering = setTimeout(this.#onIdle, this.#timings.lingerMs);
    };
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#lingering);
    clearInterval(this.#releasing);
  }

  line(entry: E): void {
    if (this.#stopped) return;
    this.#window.push(entry.position, { entry }, performance.now());
  }

  /** Stands behind the lines of its time. */
  recordAt(ns: string, record: HubRecord): void {
    if (this.#stopped) return;
    const behind = { ns: BigInt(ns), stream: '~', ordinal: 0 };
    this.#window.push(behind, { record }, performance.now());
  }

  /** Where the time is that of the record. */
  mark(marker: Omit<LogMarker, 'type'>): void {
    this.recordAt(marker.ns, { type: 'marker', ...marker });
  }

  /** At once, whatever is held. */
  tell(record: HubRecord): void {
    for (const listener of this.#listeners) listener.onRecord(record);
  }

  /** Everything that is held; it is all there, or in order by itself. */
  releaseAll(): void {
    this.#release(Infinity);
  }

  #release(nowMs = performance.now()): void {
    for (const { item, late } of this.#window.release(nowMs)) {
      if ('record' in item) this.tell(item.record);
      else {
        this.ring.add(item.entry);
        for (const listener of this.#listeners) {
          listener.onEntry(item.entry, late);
        }
      }
    }
  }
}
