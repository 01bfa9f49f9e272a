/** Whichever comes first: the time is up, or the caller has gone. */
export function deadline(ms: number, gone?: AbortSignal): AbortSignal {
  const late = AbortSignal.timeout(ms);
  return gone ? AbortSignal.any([gone, late]) : late;
}

/**
 * What was found for a caller who has gone is not told, nor why it is not
 * more: it rejects with the reason of the signal.
 */
export async function unlessGone<T>(
  gone: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  gone?.throwIfAborted();
  try {
    return await work();
  } finally {
    gone?.throwIfAborted();
  }
}
