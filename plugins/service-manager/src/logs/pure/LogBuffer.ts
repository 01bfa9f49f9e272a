import {
  type LogGap,
  type LogLine,
  type LogMarker,
} from '@vtasker/backstage-plugin-service-manager-common';
import { levels } from './levels';
import { PackedTexts } from './PackedTexts';
import { SlotIndex } from './SlotIndex';

/** What has a row: a line, a place where lines are missing, an event. */
export type LogRow = LogLine | LogGap | LogMarker;

interface Origin {
  cluster: string;
  pod: string;
  container: string;
}

const LATE = 1;
const PREVIOUS = 2;
const LINE = 4;

/** What a full buffer held and no longer holds. */
export interface BufferChange {
  added: number;
  /** Rows that made room, at the other end. */
  evicted: number;
}

/**
 * The rows that are held, in the order in which they are shown. Columns rather
 * than objects, outside of the heap: 100,000 rows take little more than their
 * texts, and a collection of garbage has nothing to look at. A row keeps its
 * sequence number for as long as it is held; those added before the first get
 * smaller ones. A line is held once, however often it comes.
 */
export class LogBuffer {
  readonly capacity: number;
  readonly #maxCharacters: number;
  readonly #ns: BigUint64Array;
  readonly #origin: Uint32Array;
  readonly #level: Uint8Array;
  readonly #flags: Uint8Array;
  readonly #textLength: Uint32Array;
  readonly #text: PackedTexts;
  readonly #cursor: PackedTexts;
  readonly #byCursor: SlotIndex;
  readonly #others = new Map<number, LogGap | LogMarker>();
  readonly #cut = new Map<number, number>();
  #origins: Origin[] = [];
  #originIds = new Map<string, number>();
  #first = 0;
  #length = 0;
  #characters = 0;

  /**
   * @param capacity - rows
   * @param maxCharacters - of all texts together
   */
  constructor(capacity = 100_000, maxCharacters = 32_000_000) {
    this.capacity = capacity;
    this.#maxCharacters = maxCharacters;
    this.#ns = new BigUint64Array(capacity);
    this.#origin = new Uint32Array(capacity);
    this.#level = new Uint8Array(capacity);
    this.#flags = new Uint8Array(capacity);
    this.#textLength = new Uint32Array(capacity);
    this.#text = new PackedTexts(capacity);
    this.#cursor = new PackedTexts(capacity);
    this.#byCursor = new SlotIndex(capacity, slot => this.#cursor.get(slot));
  }

  get length(): number {
    return this.#length;
  }

  /** The sequence number of the first row. */
  get firstSeq(): number {
    return this.#first;
  }

  /** The one that the next appended row gets. */
  get endSeq(): number {
    return this.#first + this.#length;
  }

  /** Characters of all texts together. */
  get characters(): number {
    return this.#characters;
  }

  /** How many rows still fit without another's going. */
  get room(): number {
    return this.#characters >= this.#maxCharacters
      ? 0
      : this.capacity - this.#length;
  }

  has(cursor: string): boolean {
    return this.#byCursor.find(cursor) !== undefined;
  }

  /** Newer rows; the oldest make room. */
  append(rows: readonly LogRow[]): BufferChange {
    let added = 0;
    let evicted = 0;
    for (const row of rows) {
      if (this.#holds(row)) continue;
      if (this.#length === this.capacity) evicted += this.#dropFirst();
      this.#length += 1;
      this.#write(this.endSeq - 1, row);
      added += 1;
      while (this.#overfull()) evicted += this.#dropFirst();
    }
    return { added, evicted };
  }

  /** Older rows, in the order of time; the newest make room. */
  prepend(rows: readonly LogRow[]): BufferChange {
    let added = 0;
    let evicted = 0;
    for (let at = rows.length - 1; at >= 0; at--) {
      if (this.#holds(rows[at])) continue;
      if (this.#length === this.capacity) evicted += this.#dropLast();
      this.#first -= 1;
      this.#length += 1;
      this.#write(this.#first, rows[at]);
      added += 1;
      while (this.#overfull()) evicted += this.#dropLast();
    }
    return { added, evicted };
  }

  clear() {
    // Numbers go on: a row of before is never taken for one of after.
    this.#first += this.#length;
    this.#length = 0;
    this.#characters = 0;
    this.#text.clear();
    this.#cursor.clear();
    this.#byCursor.clear();
    this.#others.clear();
    this.#cut.clear();
    this.#origins = [];
    this.#originIds = new Map();
  }

  /** The row at a place, 0 being the oldest. */
  at(index: number): LogRow | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    const seq = this.#first + index;
    const other = this.#others.get(seq);
    if (other) return other;
    const slot = this.#slot(seq);
    const flags = this.#flags[slot];
    const cut = this.#cut.get(seq);
    return {
      type: 'line',
      ns: String(this.#ns[slot]),
      cursor: this.#cursor.get(slot)!,
      ...this.#origins[this.#origin[slot]],
      level: levels[this.#level[slot]],
      text: this.#text.get(slot)!,
      ...(cut !== undefined && { cut }),
      ...(flags & LATE && { late: true }),
      ...(flags & PREVIOUS && { previous: true }),
    };
  }

  /** The text at a place, without making a row of it; none of an event. */
  textAt(index: number): string | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    return this.#text.get(this.#slot(this.#first + index));
  }

  seqAt(index: number): number {
    return this.#first + index;
  }

  /** Where a sequence number stands; -1 when it is not held. */
  indexOf(seq: number): number {
    const index = seq - this.#first;
    return index >= 0 && index < this.#length ? index : -1;
  }

  /** Where a line stands; -1 when it is not held. */
  indexOfCursor(cursor: string): number {
    const slot = this.#byCursor.find(cursor);
    if (slot === undefined) return -1;
    const behindFirst = slot - this.#slot(this.#first);
    return behindFirst < 0 ? behindFirst + this.capacity : behindFirst;
  }

  /** The oldest line, or the newest; events have no cursor. */
  edge(side: 'oldest' | 'newest'): LogLine | undefined {
    for (let step = 0; step < this.#length; step++) {
      const index = side === 'oldest' ? step : this.#length - 1 - step;
      if (this.textAt(index) !== undefined) return this.at(index) as LogLine;
    }
    return undefined;
  }

  #holds(row: LogRow): boolean {
    return row.type === 'line' && this.has(row.cursor);
  }

  #overfull(): boolean {
    return this.#characters > this.#maxCharacters && this.#length > 1;
  }

  #slot(seq: number): number {
    return ((seq % this.capacity) + this.capacity) % this.capacity;
  }

  #write(seq: number, row: LogRow) {
    const slot = this.#slot(seq);
    this.#ns[slot] = BigInt(row.type === 'gap' ? row.from : row.ns);
    if (row.type !== 'line') {
      this.#flags[slot] = 0;
      this.#others.set(seq, row);
      return;
    }
    this.#origin[slot] = this.#originOf(row);
    this.#level[slot] = Math.max(0, levels.indexOf(row.level));
    this.#flags[slot] =
      LINE | (row.late ? LATE : 0) | (row.previous ? PREVIOUS : 0);
    this.#textLength[slot] = row.text.length;
    this.#text.set(slot, row.text);
    this.#cursor.set(slot, row.cursor);
    this.#byCursor.add(slot, row.cursor);
    if (row.cut !== undefined) this.#cut.set(seq, row.cut);
    this.#characters += row.text.length;
  }

  #dropFirst(): number {
    this.#forget(this.#first);
    this.#first += 1;
    this.#length -= 1;
    return 1;
  }

  #dropLast(): number {
    this.#forget(this.endSeq - 1);
    this.#length -= 1;
    return 1;
  }

  #forget(seq: number) {
    const slot = this.#slot(seq);
    if (this.#flags[slot] & LINE) {
      this.#characters -= this.#textLength[slot];
      this.#text.delete(slot);
      this.#cursor.delete(slot);
      this.#byCursor.delete(slot);
    }
    this.#others.delete(seq);
    this.#cut.delete(seq);
  }

  /** Pods and containers are few: each is held once. */
  #originOf({ cluster, pod, container }: LogLine): number {
    const key = `${cluster}\n${pod}\n${container}`;
    let id = this.#originIds.get(key);
    if (id === undefined) {
      id = this.#origins.push({ cluster, pod, container }) - 1;
      this.#originIds.set(key, id);
    }
    return id;
  }
}
