/**
 * Finds a slot by its key, without holding the keys: they are where the slots'
 * contents are. A hash table with a chain for each bucket, in arrays of
 * numbers, so that 100,000 keys are no objects to a collector of garbage.
 */
export class SlotIndex {
  readonly #keyOf: (slot: number) => string | undefined;
  /** The first slot of a bucket, plus one; 0 for none. */
  readonly #heads: Uint32Array;
  /** The next slot of the same bucket, plus one. */
  readonly #next: Uint32Array;
  readonly #hashes: Uint32Array;

  /**
   * @param slots - how many there may be
   * @param keyOf - the key that a slot was added with, while it is there
   */
  constructor(slots: number, keyOf: (slot: number) => string | undefined) {
    this.#keyOf = keyOf;
    this.#heads = new Uint32Array(2 ** Math.ceil(Math.log2(slots + 1)));
    this.#next = new Uint32Array(slots);
    this.#hashes = new Uint32Array(slots);
  }

  /** The slot of a key; undefined when there is none. */
  find(key: string): number | undefined {
    const hash = hashOf(key);
    let at = this.#heads[this.#bucket(hash)];
    while (at !== 0) {
      const slot = at - 1;
      if (this.#hashes[slot] === hash && this.#keyOf(slot) === key) return slot;
      at = this.#next[slot];
    }
    return undefined;
  }

  /** A slot whose key is not there yet. */
  add(slot: number, key: string) {
    const hash = hashOf(key);
    const bucket = this.#bucket(hash);
    this.#hashes[slot] = hash;
    this.#next[slot] = this.#heads[bucket];
    this.#heads[bucket] = slot + 1;
  }

  /** A slot that is there; its key is not asked for. */
  delete(slot: number) {
    const bucket = this.#bucket(this.#hashes[slot]);
    const behind = this.#next[slot];
    if (this.#heads[bucket] === slot + 1) {
      this.#heads[bucket] = behind;
      return;
    }
    let at = this.#heads[bucket];
    while (at !== 0) {
      if (this.#next[at - 1] === slot + 1) {
        this.#next[at - 1] = behind;
        return;
      }
      at = this.#next[at - 1];
    }
  }

  clear() {
    this.#heads.fill(0);
  }

  #bucket(hash: number): number {
    return hash & (this.#heads.length - 1);
  }
}

/** FNV-1a (32 bits, http://www.isthe.com/chongo/tech/comp/fnv/), of UTF-16 units. */
export function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}
