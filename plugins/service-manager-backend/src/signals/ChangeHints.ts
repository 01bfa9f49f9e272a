import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SignalsService } from '@backstage/plugin-signals-node';
import { CHANGED_CHANNEL } from '@vtasker/backstage-plugin-service-manager-common';

/** Hints wait this long for others to go out with them. */
const BATCH_MS = 100;

/**
 * Tells open pages that services changed, and nothing else: everybody who is
 * signed in receives it, so it holds opaque keys only.
 */
export class ChangeHints {
  readonly #options: { signals: SignalsService; logger: LoggerService };
  readonly #keys = new Set<string>();
  #timer?: NodeJS.Timeout;
  #stopped = false;

  static create(options: {
    signals: SignalsService;
    logger: LoggerService;
  }): ChangeHints {
    return new ChangeHints(options);
  }

  private constructor(options: {
    signals: SignalsService;
    logger: LoggerService;
  }) {
    this.#options = options;
  }

  changed(keys: Iterable<string>): void {
    if (this.#stopped) return;
    for (const key of keys) this.#keys.add(key);
    if (this.#keys.size === 0) return;
    this.#timer ??= setTimeout(() => this.#send(), BATCH_MS);
    this.#timer.unref();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #send(): void {
    this.#timer = undefined;
    const services = [...this.#keys];
    this.#keys.clear();
    this.#options.signals
      .publish({
        recipients: { type: 'broadcast' },
        channel: CHANGED_CHANNEL,
        message: { services },
      })
      .catch(error =>
        // Pages poll besides; a lost hint costs seconds.
        this.#options.logger.debug('A hint was not sent', error),
      );
  }
}
