import type { LogLine } from '@vtasker/backstage-plugin-service-manager-common';
import { compareNs, millisOf } from '../pure';

const WINDOW = 5000;
/** Of a shorter time nothing can be said, in ms. */
const LEAST = 3000;

/** How many lines come a second, and how long after they were written. */
export class Pace {
  #arrivals: { at: number; lines: number }[] = [];
  #skew = 0;
  #newest: { at: number; ns: string } | undefined;
  #begun: number | undefined;

  /** The backend's clock says so at our `now`, both in ms. */
  sync(backend: number, now: number) {
    if (Number.isFinite(backend)) this.#skew = backend - now;
  }

  arrived(lines: readonly LogLine[], now: number) {
    if (lines.length === 0) return;
    // The past that comes first, all at once, is no pace.
    this.#begun ??= now + this.#skew;
    const begun = `${Math.floor(this.#begun)}000000`;
    const fresh = lines.filter(({ ns }) => compareNs(ns, begun) >= 0);
    this.#arrivals.push({ at: now, lines: fresh.length });
    this.#newest = { at: now, ns: lines[lines.length - 1].ns };
  }

  /**
   * Lines a second, over the last five; over less when it has just begun.
   * Undefined until then: lines are held back, so that the first ones that
   * were written since it began are still on their way.
   */
  rate(now: number): number | undefined {
    this.#arrivals = this.#arrivals.filter(({ at }) => at > now - WINDOW);
    const lines = this.#arrivals.reduce((sum, each) => sum + each.lines, 0);
    const passed = now + this.#skew - (this.#begun ?? -Infinity);
    if (passed < LEAST) return undefined;
    return lines / (Math.min(passed, WINDOW) / 1000);
  }

  /** How late the newest line came, in ms; undefined when none has come. */
  delay(): number | undefined {
    if (!this.#newest) return undefined;
    const { at, ns } = this.#newest;
    return Math.max(0, at + this.#skew - millisOf(ns));
  }
}
