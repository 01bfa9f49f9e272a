import { useCallback, useEffect, useRef } from 'react';
import type { LogSession } from '../session';

/** From hit to hit of the search, going round at the ends. */
export function useHits(
  session: LogSession | undefined,
  active: number | undefined,
  onActivate: (seq: number) => void,
): (direction: 1 | -1) => void {
  const at = useRef<number>();
  const latest = useRef(active);
  useEffect(() => {
    latest.current = active;
  });
  return useCallback(
    (direction: 1 | -1) => {
      if (!session) return;
      // The first is the newest one: that is what one sees.
      const from = latest.current ?? at.current;
      const next = session.search.next(
        from ?? session.buffer.endSeq,
        from === undefined ? -1 : direction,
      );
      if (next === undefined) return;
      session.follow(false);
      at.current = next;
      onActivate(next);
    },
    [session, onActivate],
  );
}
