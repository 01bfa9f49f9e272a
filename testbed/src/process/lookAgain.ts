import { setTimeout } from 'node:timers/promises';

/**
 * Looks, and looks again some time after that, until it is told to stop. A look that fails is no reason to end: what it
 * looks at may be away for a while, and the next one comes.
 *
 * @returns What stops it, and waits for the look that is under way. It may be called again.
 */
export function lookAgain(
  look: () => Promise<unknown>,
  intervalMillis: number,
): () => Promise<void> {
  const ending = new AbortController();
  const looking = (async () => {
    while (!ending.signal.aborted) {
      await look().catch(() => {});
      await setTimeout(intervalMillis, undefined, {
        ref: false,
        signal: ending.signal,
      }).catch(() => {});
    }
  })();
  return () => {
    ending.abort();
    return looking;
  };
}
