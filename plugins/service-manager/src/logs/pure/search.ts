import { plainText } from './ansi';
import type { LogBuffer } from './LogBuffer';

/**
 * Where a text holds another, without regard to case; begins and ends. Not with
 * a regular expression: the text may be long, and the search is a person's.
 */
export function findAll(text: string, search: string): [number, number][] {
  if (search === '') return [];
  const [haystack, needle] = comparable(text, search);
  const found: [number, number][] = [];
  let at = haystack.indexOf(needle);
  while (at !== -1) {
    found.push([at, at + needle.length]);
    at = haystack.indexOf(needle, at + needle.length);
  }
  return found;
}

/** Some letters change their length with their case: then case counts. */
function comparable(text: string, search: string): [string, string] {
  const lower = text.toLowerCase();
  return lower.length === text.length
    ? [lower, search.toLowerCase()]
    : [text, search];
}

function holds(text: string, needle: string): boolean {
  return plainText(text).toLowerCase().includes(needle);
}

/**
 * The rows that hold what is searched, kept as rows come and go. `advance`
 * looks at so many rows only, so that a long log is searched over several
 * frames and no frame waits.
 */
export class Search {
  readonly text: string;
  readonly #needle: string;
  /** Sequence numbers, ascending. */
  #hits: number[] = [];
  /** What was looked at: from, inclusive, to, exclusive. */
  #from = 0;
  #to = 0;
  #begun = false;

  constructor(text: string) {
    this.text = text;
    this.#needle = text.toLowerCase();
  }

  get count(): number {
    return this.#hits.length;
  }

  /**
   * Takes rows that are new and lets go of those that are gone. To be called
   * after each change of the buffer (with no rows, if there is no time): what
   * is gone at one end may leave its number to what comes there.
   */
  advance(buffer: LogBuffer, rows: number): { done: boolean } {
    if (this.#needle === '') return { done: true };
    if (!this.#begun) {
      this.#begun = true;
      // From the newest on, which one sees first.
      this.#from = this.#to = buffer.endSeq;
    }
    this.#letGo(buffer);
    let left = rows;
    while (left > 0 && this.#to < buffer.endSeq) {
      if (this.#hit(buffer, this.#to)) this.#hits.push(this.#to);
      this.#to += 1;
      left -= 1;
    }
    const older: number[] = [];
    while (left > 0 && this.#from > buffer.firstSeq) {
      this.#from -= 1;
      if (this.#hit(buffer, this.#from)) older.push(this.#from);
      left -= 1;
    }
    if (older.length > 0) this.#hits = older.reverse().concat(this.#hits);
    return {
      done: this.#to === buffer.endSeq && this.#from === buffer.firstSeq,
    };
  }

  /** The nearest hit behind or before a row, going round at the ends. */
  next(from: number, direction: 1 | -1): number | undefined {
    if (this.#hits.length === 0) return undefined;
    const at = this.#position(from);
    const on = this.#hits[at] === from;
    const wanted = direction === 1 ? at + (on ? 1 : 0) : at - 1;
    return this.#hits.at(wanted % this.#hits.length);
  }

  /** The how-manieth hit a row is, from 1 on; 0 when it is none. */
  ordinal(seq: number): number {
    const at = this.#position(seq);
    return this.#hits[at] === seq ? at + 1 : 0;
  }

  #hit(buffer: LogBuffer, seq: number): boolean {
    const text = buffer.textAt(buffer.indexOf(seq));
    return text !== undefined && holds(text, this.#needle);
  }

  #letGo(buffer: LogBuffer) {
    const { firstSeq, endSeq } = buffer;
    if (this.#from < firstSeq || this.#to > endSeq) {
      this.#hits = this.#hits.slice(
        this.#position(firstSeq),
        this.#position(endSeq),
      );
    }
    this.#from = Math.min(Math.max(this.#from, firstSeq), endSeq);
    this.#to = Math.min(Math.max(this.#to, firstSeq), endSeq);
  }

  /** How many hits stand before a sequence number. */
  #position(seq: number): number {
    let [low, high] = [0, this.#hits.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#hits[middle] < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
