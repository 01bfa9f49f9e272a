/** How long and how often to look. Milliseconds. */
export interface WaitOptions {
  /** 30 s when absent. */
  timeoutMillis?: number;
  /** 50 ms when absent. */
  intervalMillis?: number;
}

/**
 * Looks until the check gives something truthy, and returns that. An error of the check counts as "not yet".
 *
 * @param what - Names the condition in the error that is thrown when the time is over.
 * @public
 */
export async function waitFor<T>(
  what: string,
  check: () => Promise<T> | T,
  options: WaitOptions = {},
): Promise<Exclude<T, false | undefined | null | 0 | ''>> {
  const { timeoutMillis = 30_000, intervalMillis = 50 } = options;
  const deadline = performance.now() + timeoutMillis;
  let last: unknown;
  for (;;) {
    try {
      const value = await check();
      if (value) {
        return value as Exclude<T, false | undefined | null | 0 | ''>;
      }
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() >= deadline) {
      const why =
        last instanceof Error ? ` The last error: ${last.message}` : '';
      throw new Error(`Waited ${timeoutMillis} ms in vain for: ${what}.${why}`);
    }
    await new Promise(resolve => {
      setTimeout(resolve, intervalMillis);
    });
  }
}
