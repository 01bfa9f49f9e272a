import { comparePositions } from '../../pure/position';
import type { LogEntry } from '../../types';

/** Keeps only the newest so many of what is added. */
export class NewestEntries {
  readonly #limit: number;
  #entries: LogEntry[] = [];
  #dropped = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether older ones were left out. */
  get dropped(): boolean {
    return this.#dropped;
  }

  add(entry: LogEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length >= this.#limit * 2 + 100) this.#cut();
  }

  sorted(): LogEntry[] {
    this.#cut();
    return this.#entries;
  }

  #cut(): void {
    this.#entries.sort((one, other) =>
      comparePositions(one.position, other.position),
    );
    const excess = this.#entries.length - this.#limit;
    if (excess > 0) {
      this.#entries = this.#entries.slice(excess);
      this.#dropped = true;
    }
  }
}
