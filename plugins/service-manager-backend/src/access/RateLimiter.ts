import { LRUCache } from 'lru-cache';

interface Bucket {
  tokens: number;
  at: number;
}

export interface RateLimiterOptions {
  perMinute: number;
  /** What a caller is told, who may try again after so many seconds. */
  refusal: (retryAfterSeconds: number) => Error;
  clock?: () => Date;
}

/**
 * A token bucket per caller. It holds one minute's worth, so that a short
 * burst (many services chosen on the fleet page) passes, and a loop does not.
 */
export class RateLimiter {
  readonly #options: RateLimiterOptions;
  readonly #clock: () => Date;
  readonly #buckets = new LRUCache<string, Bucket>({ max: 10_000 });

  static create(options: RateLimiterOptions): RateLimiter {
    return new RateLimiter(options);
  }

  private constructor(options: RateLimiterOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => new Date());
  }

  /** @throws what `refusal` makes of the seconds to wait. */
  take(caller: string): void {
    const { perMinute, refusal } = this.#options;
    const now = this.#clock().getTime();
    const perMs = perMinute / 60_000;
    const last = this.#buckets.get(caller);
    // A clock that went back refills nothing.
    const elapsed = last ? Math.max(0, now - last.at) : 0;
    const tokens = last
      ? Math.min(perMinute, last.tokens + elapsed * perMs)
      : perMinute;
    if (tokens < 1) {
      throw refusal(Math.max(1, Math.ceil((1 - tokens) / perMs / 1000)));
    }
    this.#buckets.set(caller, { tokens: tokens - 1, at: now });
  }
}
