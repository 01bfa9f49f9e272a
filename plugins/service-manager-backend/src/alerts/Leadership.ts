import type { AlertStore, EvaluatorLease, LeaseView } from './AlertStore';
import { EvaluatorLeaseLostError } from './AlertStore';

/**
 * Which backend evaluates. As the leader election of Kubernetes does, a
 * backend that waits goes by its own watch: it takes over when the holder has
 * given no sign for the time of the lease. No clock is compared with another's.
 */
export class Leadership {
  readonly #store: AlertStore;
  readonly #instanceId: string;
  readonly #leaseMs: number;
  readonly #watch: () => number;
  #lease?: EvaluatorLease;
  #seen?: { view: LeaseView; at: number };

  constructor(options: {
    store: AlertStore;
    instanceId: string;
    leaseMs: number;
    /** Milliseconds that only go forward. */
    watch: () => number;
  }) {
    this.#store = options.store;
    this.#instanceId = options.instanceId;
    this.#leaseMs = options.leaseMs;
    this.#watch = options.watch;
  }

  /** The lease, renewed or taken; undefined while another holds it. */
  async lead(): Promise<EvaluatorLease | undefined> {
    if (this.#lease) {
      try {
        await this.#store.renew(this.#lease);
        return this.#lease;
      } catch (error) {
        if (!(error instanceof EvaluatorLeaseLostError)) throw error;
        this.lost();
      }
    }
    const view = await this.#store.lease();
    const at = this.#watch();
    const same =
      this.#seen?.view.beat === view.beat &&
      this.#seen.view.fencingToken === view.fencingToken;
    if (!same) this.#seen = { view, at };
    const silentMs = at - this.#seen!.at;
    if (view.owner !== undefined && silentMs < this.#leaseMs) return undefined;
    this.#lease = await this.#store.claim(this.#instanceId, view);
    return this.#lease;
  }

  /** Another took over. */
  lost(): void {
    this.#lease = undefined;
    this.#seen = undefined;
  }

  async resign(): Promise<void> {
    const lease = this.#lease;
    this.lost();
    if (lease) await this.#store.release(lease);
  }
}
