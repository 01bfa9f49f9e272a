interface Due {
  at: number;
  key: string;
}

/** A binary heap by time. */
class Heap {
  private readonly items: Due[] = [];

  get first(): Due | undefined {
    return this.items[0];
  }

  push(item: Due) {
    const { items } = this;
    let i = items.push(item) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (items[parent].at <= items[i].at) break;
      [items[parent], items[i]] = [items[i], items[parent]];
      i = parent;
    }
  }

  pop(): Due | undefined {
    const { items } = this;
    const [top] = items;
    const last = items.pop();
    if (items.length === 0 || !last) return top;
    items[0] = last;
    for (let i = 0; ; ) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < items.length && items[child].at < items[least].at) {
          least = child;
        }
      }
      if (least === i) return top;
      [items[i], items[least]] = [items[least], items[i]];
      i = least;
    }
  }
}

const SLICE_MS = 10;

/**
 * One queue for all controllers: a key waits once, however often it was
 * added, and later work stands in one heap behind one timer.
 */
export class WorkQueue {
  private readonly ready = new Set<string>();
  private readonly heap = new Heap();
  private readonly due = new Map<string, number>();
  private timer?: NodeJS.Timeout;
  private immediate?: NodeJS.Immediate;
  private stopped = false;

  /** @param speed - how many times faster than written all delays pass */
  constructor(
    private readonly handle: (key: string) => void,
    private readonly speed: number,
  ) {}

  add(key: string, delayMs = 0) {
    if (this.stopped) return;
    if (delayMs <= 0) {
      this.ready.add(key);
      this.wake();
      return;
    }
    const at = performance.now() + delayMs / this.speed;
    const planned = this.due.get(key);
    if (planned !== undefined && planned <= at) return;
    this.due.set(key, at);
    this.heap.push({ at, key });
    if (this.heap.first?.key === key) this.arm();
  }

  /** Handles all that is ready now, and what this makes ready. */
  drain() {
    for (const key of this.ready) {
      this.ready.delete(key);
      this.handle(key);
    }
  }

  stop() {
    this.stopped = true;
    this.ready.clear();
    clearTimeout(this.timer);
    if (this.immediate) clearImmediate(this.immediate);
  }

  private wake() {
    if (this.immediate || this.stopped) return;
    this.immediate = setImmediate(() => {
      this.immediate = undefined;
      const until = performance.now() + SLICE_MS;
      for (const key of this.ready) {
        this.ready.delete(key);
        this.handle(key);
        if (performance.now() > until) break;
      }
      if (this.ready.size > 0) this.wake();
    });
  }

  private arm() {
    clearTimeout(this.timer);
    const next = this.heap.first;
    if (!next || this.stopped) return;
    const wait = Math.max(1, Math.ceil(next.at - performance.now()));
    this.timer = setTimeout(() => this.expire(), Math.min(wait, 2 ** 31 - 1));
  }

  private expire() {
    const now = performance.now();
    while (this.heap.first && this.heap.first.at <= now) {
      const { key, at } = this.heap.pop()!;
      if (this.due.get(key) !== at) continue;
      this.due.delete(key);
      this.ready.add(key);
    }
    this.wake();
    this.arm();
  }
}
