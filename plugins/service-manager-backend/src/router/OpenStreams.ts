import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { errorCodes } from '@vtasker/backstage-plugin-service-manager-common';
import type { Response } from 'express';
import { ServiceManagerError } from '../errors';

const MOST = 500;
const MOST_OF_ONE = 20;

/** How many logs are open, by the caller: live ones and downloads. */
export class OpenStreams {
  readonly #open = new Map<string, number>();
  #all = 0;

  /**
   * Counts the answer until it is closed.
   *
   * @throws ServiceManagerError TOO_MANY_STREAMS
   */
  enter({ principal }: BackstageCredentials, res: Response): void {
    // One that was closed before tells it no more.
    if (res.destroyed) return;
    const caller = JSON.stringify(principal);
    const mine = this.#open.get(caller) ?? 0;
    if (mine >= MOST_OF_ONE || this.#all >= MOST) {
      throw new ServiceManagerError(
        429,
        errorCodes.tooManyStreams,
        mine >= MOST_OF_ONE
          ? `You have ${mine} logs open already.`
          : 'Too many logs are open in this portal.',
        {
          nextStep: 'Close a tab that shows a log, and try again.',
          retryAfterSeconds: 10,
        },
      );
    }
    this.#open.set(caller, mine + 1);
    this.#all++;
    res.on('close', () => {
      const left = (this.#open.get(caller) ?? 1) - 1;
      if (left > 0) this.#open.set(caller, left);
      else this.#open.delete(caller);
      this.#all--;
    });
  }
}
