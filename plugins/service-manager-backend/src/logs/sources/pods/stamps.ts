import { nsOf } from '../../pure/instant';

/** A line as the API gives it with `timestamps=true`. */
export interface StampedLine {
  ns: bigint;
  text: string;
}

/** Undefined for what has no time: a word of the kubelet's, no line. */
export function parseStamped(line: string): StampedLine | undefined {
  const space = line.indexOf(' ');
  const ns = nsOf(space === -1 ? line : line.slice(0, space));
  if (ns === undefined) return undefined;
  return { ns, text: space === -1 ? '' : line.slice(space + 1) };
}

const SECOND = 1_000_000_000n;

/** Counts the lines of the same nanosecond within one stream. */
export class Ordinals {
  #counts = new Map<bigint, number>();
  #newest = 0n;

  next(ns: bigint): number {
    if (ns > this.#newest) {
      // Lines of two outputs can swap places, but not over seconds.
      if (ns / SECOND > this.#newest / SECOND + 1n) this.#counts.clear();
      this.#newest = ns;
    }
    const ordinal = this.#counts.get(ns) ?? 0;
    this.#counts.set(ns, ordinal + 1);
    return ordinal;
  }
}

/**
 * Where a stream of lines is gone on with. `sinceTime` is cut to whole seconds,
 * so lines come again that were read before: those of the last two seconds are
 * remembered, each as often as it came, before any filter.
 */
export class ResumePoint {
  #seconds = new Map<bigint, Map<bigint, number>>();
  #last: bigint | undefined;
  /** What is still expected to come again. */
  #replay: Map<bigint, number> | undefined;
  #lastCameAgain = true;
  #floor = -1n;

  /** Lines up to this time are not told: they lie before the first ones. */
  startAfter(ns: bigint): void {
    this.#floor = ns;
  }

  /** The newest line that was read. */
  get last(): bigint | undefined {
    return this.#last;
  }

  /** Where to read from again; undefined: from the beginning. */
  begin(): bigint | undefined {
    if (this.#last === undefined) return undefined;
    this.#replay = new Map();
    for (const stamps of this.#seconds.values()) {
      for (const [ns, count] of stamps) this.#replay.set(ns, count);
    }
    this.#lastCameAgain = false;
    const seconds = [...this.#seconds.keys()];
    return seconds.reduce((one, other) => (one < other ? one : other)) * SECOND;
  }

  /**
   * Takes a line. `rotated` is true once: the log does not hold any longer
   * what was read last, so lines between may be lost.
   */
  take(ns: bigint): { known: boolean; rotated: boolean } {
    if (ns <= this.#floor) return { known: true, rotated: false };
    const expected = this.#replay?.get(ns);
    if (expected) {
      if (ns === this.#last) this.#lastCameAgain = true;
      if (expected === 1) this.#replay!.delete(ns);
      else this.#replay!.set(ns, expected - 1);
      return { known: true, rotated: false };
    }
    const rotated = !this.#lastCameAgain;
    this.#lastCameAgain = true;
    this.#remember(ns);
    return { known: false, rotated };
  }

  #remember(ns: bigint): void {
    const second = ns / SECOND;
    let stamps = this.#seconds.get(second);
    if (!stamps) {
      stamps = new Map();
      this.#seconds.set(second, stamps);
      while (this.#seconds.size > 2) {
        const oldest = [...this.#seconds.keys()].reduce((one, other) =>
          one < other ? one : other,
        );
        this.#seconds.delete(oldest);
      }
    }
    stamps.set(ns, (stamps.get(ns) ?? 0) + 1);
    if (this.#last === undefined || ns > this.#last) this.#last = ns;
  }
}
