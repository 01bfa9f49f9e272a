import type {
  LogLevel,
  LogVolume,
} from '@vtasker/backstage-plugin-service-manager-common';
import { isoOf } from './instant';

const SECOND = 1_000_000_000n;
/** Widths that people can read off an axis, in seconds. */
const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600,
  43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000,
];

/** Counts of each level over equal steps, aligned to the step in UTC. */
export class Histogram {
  readonly stepSeconds: number;
  readonly #first: bigint;
  readonly #counts: Array<Partial<Record<LogLevel, number>>>;

  constructor(from: bigint, until: bigint, buckets: number) {
    const fits = (seconds: number) =>
      (until - from) / (BigInt(seconds) * SECOND) < BigInt(buckets);
    const day = 86_400n * SECOND;
    const days = (until - from) / (day * BigInt(buckets)) + 1n;
    this.stepSeconds = STEPS.find(fits) ?? Number(days) * 86_400;
    const step = BigInt(this.stepSeconds) * SECOND;
    this.#first = from - (from % step);
    const count = Number((until - 1n - this.#first) / step) + 1;
    this.#counts = Array.from({ length: Math.max(1, count) }, () => ({}));
  }

  add(ns: bigint, level: LogLevel, lines = 1): void {
    const at = Number((ns - this.#first) / (BigInt(this.stepSeconds) * SECOND));
    const counts = this.#counts[at];
    if (counts && ns >= this.#first)
      counts[level] = (counts[level] ?? 0) + lines;
  }

  /** Begin of the first and end of the last bucket. */
  get range(): { begin: bigint; end: bigint } {
    const step = BigInt(this.stepSeconds) * SECOND;
    return {
      begin: this.#first,
      end: this.#first + BigInt(this.#counts.length) * step,
    };
  }

  buckets(): LogVolume['buckets'] {
    const step = BigInt(this.stepSeconds) * SECOND;
    return this.#counts.map((counts, index) => ({
      at: isoOf(this.#first + BigInt(index) * step),
      counts,
    }));
  }
}
