import { LRUCache } from 'lru-cache';
import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import { ServiceManagerError } from '../errors';

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * A token bucket per caller. It holds one minute's worth, so that a short
 * burst (many services chosen on the fleet page) passes, and a loop does not.
 */
export class WriteLimiter {
  readonly #perMinute: number;
  readonly #clock: () => Date;
  readonly #buckets = new LRUCache<string, Bucket>({ max: 10_000 });

  static create(options: { perMinute: number; clock?: () => Date }) {
    return new WriteLimiter(
      options.perMinute,
      options.clock ?? (() => new Date()),
    );
  }

  private constructor(perMinute: number, clock: () => Date) {
    this.#perMinute = perMinute;
    this.#clock = clock;
  }

  /** @throws ServiceManagerError TOO_MANY_WRITES, with seconds to wait. */
  take(caller: string): void {
    const now = this.#clock().getTime();
    const perMs = this.#perMinute / 60_000;
    const last = this.#buckets.get(caller);
    // A clock that went back refills nothing.
    const elapsed = last ? Math.max(0, now - last.at) : 0;
    const tokens = last
      ? Math.min(this.#perMinute, last.tokens + elapsed * perMs)
      : this.#perMinute;
    if (tokens < 1) {
      const retryAfterSeconds = Math.max(
        1,
        Math.ceil((1 - tokens) / perMs / 1000),
      );
      throw new ServiceManagerError(
        429,
        errorCodes.tooManyWrites,
        `More than ${
          this.#perMinute
        } changes a minute were asked for by one caller.`,
        {
          nextStep: `Try again in ${retryAfterSeconds} s. The limit is service-manager.limits.writesPerMinute in the configuration.`,
          retryAfterSeconds,
        },
      );
    }
    this.#buckets.set(caller, { tokens: tokens - 1, at: now });
  }
}
