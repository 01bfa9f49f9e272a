import type { LoggerService } from '@backstage/backend-plugin-api';
import type { WorkloadChange } from '../../workloads';
import { LeaseLostError } from '../OperationStore';
import { Pursuit, PursuitOptions } from './Pursuit';

export interface FollowerOptions extends PursuitOptions {
  logger: LoggerService;
  instanceId: string;
  /** The timer behind the watch: for what no change tells of. */
  tickMs: number;
  /** What else is to be looked after at every tick. */
  onTick: () => Promise<void>;
}

interface Followed {
  pursuit: Pursuit;
  renewedAt: number;
  busy?: Promise<void>;
  again: boolean;
}

/**
 * Follows the operations whose lease it holds. Whatever happens to it, the
 * lease runs out and another follower goes on from the stored record.
 */
export class Follower {
  private readonly options: FollowerOptions;
  private readonly followed = new Map<string, Followed>();
  private timer?: NodeJS.Timeout;
  private unsubscribe?: () => void;
  private ticking?: Promise<void>;

  constructor(options: FollowerOptions) {
    this.options = options;
  }

  get active(): boolean {
    return this.timer !== undefined;
  }

  start(): void {
    if (this.timer) return;
    const { workloads, tickMs } = this.options;
    this.unsubscribe = workloads.onChange(changes => this.onChange(changes));
    this.timer = setInterval(() => void this.tick(), tickMs);
    this.timer.unref?.();
    void this.tick();
  }

  /** Gives the leases back, so that others can go on at once. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    this.unsubscribe?.();
    await this.ticking;
    for (const [id, entry] of [...this.followed]) {
      await entry.busy;
      await entry.pursuit.release().catch(() => undefined);
      this.followed.delete(id);
    }
  }

  /** Takes up an operation now rather than at the next tick. */
  async takeUp(id: string): Promise<void> {
    const entry = this.followed.get(id);
    if (entry) {
      await this.drive(id, entry);
      return;
    }
    const { store, instanceId, clock, settings, logger } = this.options;
    const now = clock();
    try {
      const claim = await store.claim(id, instanceId, now, settings.leaseMs);
      if (!claim) return;
      const taken: Followed = {
        pursuit: new Pursuit(claim.record, claim.lease, this.options),
        renewedAt: now.getTime(),
        again: false,
      };
      this.followed.set(id, taken);
      await this.options.at('claimed');
      await this.drive(id, taken);
    } catch (error) {
      this.followed.delete(id);
      logger.warn(`Operation ${id} could not be taken up: ${error}`);
    }
  }

  tick(): Promise<void> {
    this.ticking ??= this.work().finally(() => {
      this.ticking = undefined;
    });
    return this.ticking;
  }

  private async work(): Promise<void> {
    const { store, clock, logger, onTick } = this.options;
    try {
      await Promise.all(
        [...this.followed].map(([id, entry]) => this.drive(id, entry)),
      );
      for (const id of await store.unfollowed(clock())) await this.takeUp(id);
      await onTick();
    } catch (error) {
      logger.warn(`Operations could not be looked after: ${error}`);
    }
  }

  private onChange(changes: WorkloadChange[]): void {
    for (const [id, entry] of this.followed) {
      const concerned = entry.pursuit.record.targets.some(({ workload }) =>
        changes.some(
          change =>
            change.name === workload.name &&
            change.kind === workload.kind &&
            change.namespace === workload.namespace &&
            change.cluster === workload.cluster,
        ),
      );
      if (concerned) void this.drive(id, entry);
    }
  }

  /** One at a time for each operation; a call meanwhile makes it go again. */
  private async drive(id: string, entry: Followed): Promise<void> {
    if (entry.busy) {
      entry.again = true;
      await entry.busy;
      return;
    }
    entry.busy = this.advance(id, entry);
    try {
      await entry.busy;
    } finally {
      entry.busy = undefined;
    }
  }

  private async advance(id: string, entry: Followed): Promise<void> {
    const { logger, clock, settings } = this.options;
    const { pursuit } = entry;
    try {
      do {
        entry.again = false;
        const now = clock().getTime();
        if (now - entry.renewedAt > settings.leaseMs / 3) {
          await pursuit.renew();
          entry.renewedAt = now;
        }
        await pursuit.advance();
      } while (entry.again && !pursuit.finished);
      if (pursuit.finished) {
        this.followed.delete(id);
        await pursuit.release();
      }
    } catch (error) {
      // Whatever it was, the stored record is the truth: let go of it, and
      // whoever holds the lease next goes on from there.
      this.followed.delete(id);
      if (!(error instanceof LeaseLostError)) {
        logger.error(
          `Operation ${id} is let go until its lease ends: ${error}`,
        );
      }
    }
  }
}
