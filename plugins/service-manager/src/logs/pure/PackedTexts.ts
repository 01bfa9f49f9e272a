/** Bytes of a page, and so many free ones are kept for what comes next. */
const PAGE = 256 * 1024;
const FREE_PAGES = 8;
/** Of a UTF-16 unit as UTF-8, at most. */
const BYTES_A_UNIT = 3;
const NONE = -1;
/** What UTF-8 cannot hold. */
const HALF_A_PAIR = /\p{Cs}/u;

interface Page {
  bytes: Uint8Array;
  used: number;
  /** Texts that are still there. */
  held: number;
}

/**
 * Texts by their slot, as UTF-8 in a few large pages: what comes and goes by
 * the thousand is nothing then that a collector of garbage, which stops the
 * page, has to look at. A page is used again when all its texts are gone, which
 * fits texts that go in about the order in which they came.
 */
export class PackedTexts {
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #page: Int32Array;
  readonly #offset: Uint32Array;
  readonly #bytes: Uint32Array;
  /** Texts that are few: too long to be packed and unpacked, or no UTF-8. */
  readonly #whole = new Map<number, string>();
  #pages: (Page | undefined)[] = [];
  #free: number[] = [];
  #current = NONE;

  constructor(slots: number) {
    this.#page = new Int32Array(slots).fill(NONE);
    this.#offset = new Uint32Array(slots);
    this.#bytes = new Uint32Array(slots);
  }

  /** Of all pages, in bytes. */
  get size(): number {
    return this.#pages.filter(Boolean).length * PAGE;
  }

  get(slot: number): string | undefined {
    const page = this.#pages[this.#page[slot]];
    if (!page) return this.#whole.get(slot);
    const from = this.#offset[slot];
    return this.#decoder.decode(
      page.bytes.subarray(from, from + this.#bytes[slot]),
    );
  }

  set(slot: number, text: string) {
    this.delete(slot);
    const most = text.length * BYTES_A_UNIT;
    const page = most > PAGE ? undefined : this.#pageWith(most);
    const written = page && this.#write(text, page);
    if (!page || written === undefined) {
      this.#whole.set(slot, text);
      return;
    }
    this.#page[slot] = this.#current;
    this.#offset[slot] = page.used;
    this.#bytes[slot] = written;
    page.used += written;
    page.held += 1;
  }

  delete(slot: number) {
    const id = this.#page[slot];
    const page = this.#pages[id];
    if (!page) {
      this.#whole.delete(slot);
      return;
    }
    this.#page[slot] = NONE;
    page.held -= 1;
    if (page.held > 0) return;
    page.used = 0;
    if (id === this.#current) return;
    if (this.#free.length < FREE_PAGES) this.#free.push(id);
    else this.#pages[id] = undefined;
  }

  clear() {
    this.#page.fill(NONE);
    this.#whole.clear();
    this.#pages = [];
    this.#free = [];
    this.#current = NONE;
  }

  /**
   * How many bytes; undefined for what is no UTF-8. ASCII, as most is, takes a
   * third of the encoder's time.
   */
  #write(text: string, { bytes, used }: Page): number | undefined {
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit > 0x7f) {
        if (HALF_A_PAIR.test(text)) return undefined;
        return this.#encoder.encodeInto(text, bytes.subarray(used)).written;
      }
      bytes[used + at] = unit;
    }
    return text.length;
  }

  /** The current page when so many bytes have room there; else another. */
  #pageWith(bytes: number): Page {
    const current = this.#pages[this.#current];
    if (current && PAGE - current.used >= bytes) return current;
    this.#current = this.#free.pop() ?? this.#add();
    return this.#pages[this.#current]!;
  }

  #add(): number {
    const page = { bytes: new Uint8Array(PAGE), used: 0, held: 0 };
    const gone = this.#pages.indexOf(undefined);
    if (gone === -1) return this.#pages.push(page) - 1;
    this.#pages[gone] = page;
    return gone;
  }
}
