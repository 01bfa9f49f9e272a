import { comparePositions, Position } from './position';
import type { LogEntry } from '../types';

/** The last lines that were told, in the order in which they were. */
export class LineRing<E extends LogEntry = LogEntry> {
  readonly #maxBytes: number;
  #entries: E[] = [];
  #bytes = 0;
  /** By stream: where what is held begins. */
  readonly #begins = new Map<string, Position>();

  readonly #whole = new Set<string>();
  #evictedUpTo: bigint | undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** What is held of this stream begins where the stream does. */
  setWhole(stream: string): void {
    this.#whole.add(stream);
  }

  isWhole(stream: string): boolean {
    return this.#whole.has(stream);
  }

  /** The latest time of what is not held any longer; undefined: all is. */
  get evictedUpTo(): bigint | undefined {
    return this.#evictedUpTo;
  }

  get entries(): readonly E[] {
    return this.#entries;
  }

  /** Lines of the stream before this are not held; undefined: none was told. */
  beginOf(stream: string): Position | undefined {
    return this.#begins.get(stream);
  }

  add(entry: E): void {
    const { position } = entry;
    const begin = this.#begins.get(position.stream);
    if (!begin) this.#begins.set(position.stream, position);
    this.#entries.push(entry);
    this.#bytes += sizeOf(entry);
    if (this.#bytes > this.#maxBytes) this.#evict();
  }

  /** What was told after the line; undefined when it is not held. */
  after(position: Position): E[] | undefined {
    const at = this.#entries.findIndex(
      entry => comparePositions(entry.position, position) === 0,
    );
    return at === -1 ? undefined : this.#entries.slice(at + 1);
  }

  /** A tenth at once, so that it is not done for every line. */
  #evict(): void {
    let count = 0;
    while (this.#bytes > this.#maxBytes * 0.9) {
      const { position } = this.#entries[count];
      this.#bytes -= sizeOf(this.#entries[count]);
      count++;
      if (this.#evictedUpTo === undefined || position.ns > this.#evictedUpTo) {
        this.#evictedUpTo = position.ns;
      }
      this.#whole.delete(position.stream);
      const next = { ...position, ordinal: position.ordinal + 1 };
      const begin = this.#begins.get(position.stream);
      if (!begin || comparePositions(next, begin) > 0) {
        this.#begins.set(position.stream, next);
      }
    }
    this.#entries.splice(0, count);
  }
}

function sizeOf({ line }: LogEntry): number {
  return line.text.length * 2 + 400;
}
