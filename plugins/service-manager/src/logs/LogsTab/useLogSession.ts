import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { filterQuery, type LogFilters, type LogView } from '../pure';
import { type LogsApi, LogSession, type SessionState } from '../session';

/** How long the lines of the last question stay while the next is asked, in ms. */
const STAY = 1000;

/**
 * The session that answers a view; another one when the question changes.
 * `shown` is the one whose lines are to be seen: that of the question before
 * until there is an answer, and for good when there is only a refusal.
 */
export function useLogSession(
  api: LogsApi,
  view: LogView,
): { session?: LogSession; shown?: LogSession } {
  const [session, setSession] = useState<LogSession>();
  const [shown, setShown] = useState<LogSession>();
  const before = useRef<LogSession>();
  // Another of the lines around it is no other question: it is there already.
  const anchor = useRef<LogView['line']>();
  if (!view.around) anchor.current = undefined;
  else if (!anchor.current || !before.current?.buffer.has(view.line!.cursor)) {
    anchor.current = view.line;
  }
  const around = anchor.current;
  const question = JSON.stringify([
    filterQuery(view),
    view.from,
    view.until,
    around,
  ]);
  const latest = useRef(view);
  latest.current = view;
  const seen = useRef<LogSession>();
  seen.current = shown;
  useEffect(() => {
    const now = latest.current;
    const next = new LogSession(api, {
      filters: filtersOf(now),
      ...(around
        ? { around }
        : {
            ...(now.from && { from: now.from }),
            ...(now.until && { until: now.until }),
          }),
    });
    next.start(before.current);
    next.setSearch(now.search);
    before.current = next;
    setSession(next);
    const last = seen.current;
    const showWhen = (ready: boolean) => {
      const { connection, error } = next.state;
      const refused = connection?.state === 'failed' || error !== undefined;
      if (!refused && ready) setShown(next);
      // However late the refusal comes: what was there is there again.
      if (refused && last && next.buffer.length === 0) setShown(last);
    };
    showWhen(!next.state.loading);
    const unsubscribe = next.subscribe(() => showWhen(!next.state.loading));
    const timer = setTimeout(() => showWhen(true), STAY);
    return () => {
      unsubscribe();
      clearTimeout(timer);
      next.stop();
    };
    // The question says which it is.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [api, question]);
  return { session, shown: shown ?? session };
}

/**
 * Part of a session's state; renders again only when that part changes, not
 * with every batch of lines.
 */
export function useSessionState<T extends object>(
  session: LogSession | undefined,
  pick: (state: SessionState, session: LogSession) => T,
): T | undefined {
  const last = useRef<T>();
  return useSyncExternalStore(session?.subscribe ?? never, () => {
    const next = session && pick(session.state, session);
    if (!isSame(last.current, next)) last.current = next;
    return last.current;
  });
}

function isSame<T extends object>(a: T | undefined, b: T | undefined): boolean {
  if (!a || !b) return a === b;
  return (Object.keys(b) as (keyof T)[]).every(name => a[name] === b[name]);
}

function filtersOf(view: LogView): LogFilters {
  const { text, regex, levels, pods, containers, fields, previous, logql } =
    view;
  return { text, regex, levels, pods, containers, fields, previous, logql };
}

function never() {
  return () => {};
}
