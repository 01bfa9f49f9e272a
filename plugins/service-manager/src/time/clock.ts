import { useSyncExternalStore } from 'react';

/** One timer for all that tick on the page; none while nothing does. */
const listeners = new Set<() => void>();
let now = new Date();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = new Date();
    listeners.forEach(each => each());
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function getNow(): Date {
  if (timer === undefined && Math.abs(Date.now() - now.getTime()) >= 1000) {
    now = new Date();
  }
  return now;
}

/**
 * A text that depends on the time; renders again only when the text changes.
 *
 * @public
 */
export function useTimeText(format: (now: Date) => string): string {
  return useSyncExternalStore(subscribe, () => format(getNow()));
}
