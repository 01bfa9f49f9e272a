import { comparePositions, Position } from './position';

interface Held<T> {
  position: Position;
  item: T;
  arrivedAt: number;
  arrival: number;
}

/**
 * Puts lines of several streams in the order of (ns, stream, arrival) by
 * holding each one for a while. A line that comes after a later one has left
 * is late; it is given out, never lost.
 */
export class OrderWindow<T> {
  readonly #holdMs: number;
  #held: Held<T>[] = [];
  #arrivals = 0;
  #last: Position | undefined;

  constructor(holdMs: number) {
    this.#holdMs = holdMs;
  }

  get size(): number {
    return this.#held.length;
  }

  push(position: Position, item: T, nowMs: number): void {
    this.#held.push({
      position,
      item,
      arrivedAt: nowMs,
      arrival: this.#arrivals++,
    });
  }

  /** What was held long enough, and all that belongs before it. */
  release(
    nowMs: number,
  ): Array<{ item: T; position: Position; late: boolean }> {
    const due = this.#held.filter(
      ({ arrivedAt }) => arrivedAt + this.#holdMs <= nowMs,
    );
    if (due.length === 0) return [];
    const last = due.reduce((max, { position }) =>
      comparePositions(position, max.position) > 0 ? { ...max, position } : max,
    ).position;
    const out: Held<T>[] = [];
    const kept: Held<T>[] = [];
    for (const held of this.#held) {
      (comparePositions(held.position, last) <= 0 ? out : kept).push(held);
    }
    this.#held = kept;
    out.sort(
      (one, other) =>
        comparePositions(one.position, other.position) ||
        one.arrival - other.arrival,
    );
    return out.map(({ item, position }) => {
      const late =
        this.#last !== undefined && comparePositions(position, this.#last) < 0;
      if (!late) this.#last = position;
      return { item, position, late };
    });
  }
}
