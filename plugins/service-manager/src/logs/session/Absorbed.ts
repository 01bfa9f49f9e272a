import { type GapSum, type LogRow, sumGaps } from '../pure';

const none = { rows: 0, lines: 0, gaps: { lines: 0, unknown: 0 } };

/** What the rows have taken in since the page was last told of them. */
export class Absorbed {
  #sum: { rows: number; lines: number; gaps: GapSum } = none;
  #first = false;

  get rows(): number {
    return this.#sum.rows;
  }

  /**
   * @param incoming - rows that have come
   * @param lines - how many of them are lines that were not there
   * @param first - whether there was no row before them
   */
  add(incoming: readonly LogRow[], lines: number, first: boolean) {
    this.#first ||= first;
    this.#sum = {
      rows: this.#sum.rows + incoming.length,
      lines: this.#sum.lines + lines,
      gaps: sumGaps(incoming, this.#sum.gaps),
    };
  }

  /** Begins anew; gives what there was. */
  take() {
    const taken = { ...this.#sum, first: this.#first };
    this.#sum = none;
    this.#first = false;
    return taken;
  }
}
