const POLL_WITHOUT_HINTS = 5_000;
const POLL_WITH_HINTS = 30_000;

/** Hints may get lost, so one also looks, only less often. In ms. */
export function pollInterval(hinted: boolean): number {
  return hinted ? POLL_WITH_HINTS : POLL_WITHOUT_HINTS;
}
