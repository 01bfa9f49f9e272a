import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { filterQuery, type LogFilters, type LogView } from '../pure';
import { type LogsApi, LogSession, type SessionState } from '../session';

/** The session that answers a view; another one when the question changes. */
export function useLogSession(
  api: LogsApi,
  view: LogView,
): LogSession | undefined {
  const [session, setSession] = useState<LogSession>();
  const before = useRef<LogSession>();
  const around = view.around ? view.line : undefined;
  const question = JSON.stringify([
    filterQuery(view),
    view.from,
    view.until,
    around,
  ]);
  const latest = useRef(view);
  latest.current = view;
  useEffect(() => {
    const now = latest.current;
    const next = new LogSession(api, {
      filters: filtersOf(now),
      ...(now.around && now.line
        ? { around: now.line }
        : {
            ...(now.from && { from: now.from }),
            ...(now.until && { until: now.until }),
          }),
    });
    next.start(before.current);
    next.setSearch(now.search);
    before.current = next;
    setSession(next);
    return () => next.stop();
  }, [api, question]);
  return session;
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
  const { text, regex, levels, pods, containers, fields, previous } = view;
  return { text, regex, levels, pods, containers, fields, previous };
}

function never() {
  return () => {};
}
