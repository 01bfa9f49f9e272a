import { setTimeout } from 'timers/promises';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { AlertStore, EvaluatorLease } from './AlertStore';
import { notificationOf, whatToTell } from './pure/telling';
import type { IncidentRecord } from './types';

export interface NotifierOptions {
  store: AlertStore;
  notifications: NotificationService;
  logger: LoggerService;
  clock: () => Date;
  /** Milliseconds that only go forward. */
  watch: () => number;
  onTold?: (result: 'sent' | 'failed') => void;
}

const FIRST_RETRY_MS = 30_000;
const LAST_RETRY_MS = 10 * 60_000;
const SEND_MS = 10_000;
/** Nobody wants to be told by then that something is over. */
const GIVE_UP_MS = 24 * 60 * 60_000;

/**
 * Tells owners of incidents. Only who holds the lease does, after a renewal
 * and before the next; what was told is stored. Where a backend ends between
 * the two, it is told again under the same scope, which replaces the first.
 */
export class IncidentNotifier {
  readonly #options: NotifierOptions;
  readonly #failed = new Map<string, { times: number; again: number }>();

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** @throws EvaluatorLeaseLostError */
  async tell(
    lease: EvaluatorLease,
    incidents: IncidentRecord[],
  ): Promise<void> {
    const { store, clock } = this.#options;
    const now = clock();
    const silences = await store.silences(now);
    this.#forgetOthers(incidents);
    for (const incident of incidents) {
      const telling = whatToTell(incident, silences, now);
      if (!telling) continue;
      const { id, told, endedAt } = incident;
      if ('settle' in telling) {
        await store.saveTold(lease, id, told, true);
        continue;
      }
      if (this.#waits(id)) continue;
      await store.renew(lease);
      const { tell } = telling;
      if (await this.#send(incident, tell)) {
        await store.saveTold(lease, id, tell, tell === 'resolved', clock());
      } else if (
        endedAt !== undefined &&
        now.getTime() - Date.parse(endedAt) > GIVE_UP_MS
      ) {
        await store.saveTold(lease, id, told, true);
      }
    }
  }

  async #send(
    incident: IncidentRecord,
    tell: 'firing' | 'resolved',
  ): Promise<boolean> {
    const { notifications, logger, onTold, watch } = this.#options;
    const { id, owner, entityRef } = incident;
    try {
      const sending = notifications.send({
        recipients: { type: 'entity', entityRef: owner! },
        payload: notificationOf(incident, tell),
      });
      // Well within the lease: what hangs must not hold up the rest.
      await Promise.race([sending, tooLate()]);
    } catch (error) {
      const times = (this.#failed.get(id)?.times ?? 0) + 1;
      const wait = Math.min(FIRST_RETRY_MS * 2 ** (times - 1), LAST_RETRY_MS);
      this.#failed.set(id, { times, again: watch() + wait });
      if (times === 1) {
        logger.warn(
          `The owner of ${entityRef} could not be told of an alert; is the notifications plugin installed?`,
          error instanceof Error ? error : undefined,
        );
      }
      onTold?.('failed');
      return false;
    }
    this.#failed.delete(id);
    onTold?.('sent');
    return true;
  }

  #waits(id: string): boolean {
    return this.#options.watch() < (this.#failed.get(id)?.again ?? -Infinity);
  }

  #forgetOthers(incidents: IncidentRecord[]): void {
    const open = new Set(incidents.map(({ id }) => id));
    for (const id of this.#failed.keys()) {
      if (!open.has(id)) this.#failed.delete(id);
    }
  }
}

async function tooLate(): Promise<never> {
  await setTimeout(SEND_MS, undefined, { ref: false });
  throw new Error(`It took longer than ${SEND_MS / 1000} s`);
}
