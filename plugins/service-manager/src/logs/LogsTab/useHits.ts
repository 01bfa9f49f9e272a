import { useCallback, useState } from 'react';
import type { LogSession } from '../session';

/** From hit to hit of the search, going round at the ends. */
export function useHits(
  session: LogSession | undefined,
  active: number | undefined,
  onActivate: (seq: number) => void,
): (direction: 1 | -1) => void {
  const [at, setAt] = useState<number>();
  return useCallback(
    (direction: 1 | -1) => {
      if (!session) return;
      // The first is the newest one: that is what one sees.
      const from = active ?? at ?? session.buffer.endSeq;
      const next = session.search.next(
        from,
        active === undefined && at === undefined ? -1 : direction,
      );
      if (next === undefined) return;
      session.follow(false);
      setAt(next);
      onActivate(next);
    },
    [session, active, at, onActivate],
  );
}
