/** Hands values from a reader to a taker; the reader waits when it is full. */
export class LineChannel<T> {
  #values: T[] = [];
  #ended = false;
  #error: unknown;
  #wakeTaker = () => {};
  #wakeReader = () => {};
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  put(value: T): void | Promise<void> {
    this.#values.push(value);
    this.#wakeTaker();
    if (this.#values.length < this.#capacity || this.#ended) return undefined;
    return new Promise(resolve => {
      this.#wakeReader = resolve;
    });
  }

  end(error?: unknown): void {
    this.#ended = true;
    this.#error = error;
    this.#wakeTaker();
  }

  /** @throws what `end` was called with */
  async *take(): AsyncGenerator<T, void, void> {
    try {
      for (;;) {
        const values = this.#values;
        this.#values = [];
        this.#wakeReader();
        yield* values;
        if (this.#values.length > 0) continue;
        if (this.#ended) {
          if (this.#error) throw this.#error;
          return;
        }
        await new Promise<void>(resolve => {
          this.#wakeTaker = resolve;
        });
      }
    } finally {
      this.#ended = true;
      this.#wakeReader();
    }
  }
}
