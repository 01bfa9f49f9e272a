const SECOND = 1_000_000_000n;

/**
 * How often each line was met, by what identifies it. By seconds, so that what
 * is old is forgotten at once.
 */
export class Tally {
  readonly #seconds = new Map<number, Map<number, number>>();

  /** How often now, this time included. */
  add(ns: bigint, identity: number): number {
    const second = Number(ns / SECOND);
    let counts = this.#seconds.get(second);
    if (!counts) {
      counts = new Map();
      this.#seconds.set(second, counts);
    }
    const count = (counts.get(identity) ?? 0) + 1;
    counts.set(identity, count);
    return count;
  }

  count(ns: bigint, identity: number): number {
    return this.#seconds.get(Number(ns / SECOND))?.get(identity) ?? 0;
  }

  /** Lines of whole seconds: from, inclusive, to, exclusive. */
  within(from: bigint, to: bigint): number {
    let sum = 0;
    for (const [second, counts] of this.#seconds) {
      const ns = BigInt(second) * SECOND;
      if (ns < from || ns >= to) continue;
      for (const count of counts.values()) sum += count;
    }
    return sum;
  }

  /** Forgets what lies before the second of this time. */
  forget(before: bigint): void {
    const first = Number(before / SECOND);
    for (const second of this.#seconds.keys()) {
      if (second < first) this.#seconds.delete(second);
    }
  }

  clear(): void {
    this.#seconds.clear();
  }
}
