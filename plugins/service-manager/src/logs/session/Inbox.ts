import type { LogRow } from '../pure';
import { newerPlace, type Place } from './followStream';

/** Rows that have come and are not shown yet, and up to where the log was seen. */
export class Inbox {
  #incoming: LogRow[] = [];
  #held: LogRow[] = [];
  #newest: Place | undefined;

  /** The newest line that was taken out or held. */
  get newest(): Place | undefined {
    return this.#newest;
  }

  /** How many rows have come and were not taken out. */
  get waiting(): number {
    return this.#incoming.length;
  }

  /** How many rows wait until a person goes on. */
  get held(): number {
    return this.#held.length;
  }

  push(row: LogRow) {
    this.#incoming.push(row);
  }

  take(): LogRow[] {
    const rows = this.#incoming;
    this.#incoming = [];
    for (const row of rows) {
      if (row.type === 'line') this.#newest = newerPlace(this.#newest, row);
    }
    return rows;
  }

  hold(rows: readonly LogRow[]) {
    for (const row of rows) this.#held.push(row);
  }

  /** All that was held; what has come since stands behind it. */
  release(): LogRow[] {
    const rows = this.#held;
    this.#held = [];
    return rows;
  }

  /** Begins where another has ended. */
  goOnFrom(place: Place | undefined) {
    this.#newest = place;
  }
}
