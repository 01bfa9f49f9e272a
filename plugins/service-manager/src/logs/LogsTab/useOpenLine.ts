import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogLine } from '@vtasker/backstage-plugin-service-manager-common';
import type { LogView } from '../pure';
import type { LogSession } from '../session';
import type { SetView } from './useLogView';

/**
 * The line that is open beside the others, and the row one is at. The open one
 * stands in the URL; it stays open when its row has gone.
 */
export function useOpenLine(
  session: LogSession | undefined,
  view: LogView,
  setView: SetView,
) {
  const [active, setActive] = useState<number>();
  const [line, setLine] = useState<LogLine>();
  /** The line, by its cursor, that is closed while its context stays. */
  const [closed, setClosed] = useState<string>();
  const wanted = view.line?.cursor;

  // A link to a line leads to what surrounds it, for whoever opens it.
  const first = useRef(true);
  useEffect(() => {
    if (first.current && wanted && !view.around) {
      setView({ line: view.line, around: true }, { replace: true });
    }
    first.current = false;
  }, [wanted, view.around, view.line, setView]);

  // Numbers of rows are those of their session.
  const shown = useRef(session);
  useEffect(() => {
    if (shown.current !== session) setActive(undefined);
    shown.current = session;
  }, [session]);

  useEffect(() => {
    if (!wanted) {
      setLine(undefined);
      return undefined;
    }
    const find = () => {
      const index = session?.buffer.indexOfCursor(wanted) ?? -1;
      if (!session || index === -1) return false;
      const row = session.buffer.at(index) as LogLine;
      setLine(last => (last?.cursor === wanted ? last : row));
      setActive(last => last ?? session.buffer.seqAt(index));
      return true;
    };
    if (find() || !session) return undefined;
    const unsubscribe = session.subscribe(() => find() && unsubscribe());
    return unsubscribe;
  }, [wanted, session]);

  const open = useCallback(
    (seq: number) => {
      const row = session?.buffer.at(session.buffer.indexOf(seq));
      if (row?.type !== 'line') return;
      session!.follow(false);
      setActive(seq);
      setLine(row);
      setClosed(undefined);
      setView({ line: { cursor: row.cursor, ns: row.ns } }, { replace: true });
    },
    [session, setView],
  );
  const { around } = view;
  const close = useCallback(() => {
    // What surrounds it stays in sight: it is what one came for.
    if (around) setClosed(wanted);
    else setView({ line: undefined }, { replace: true });
  }, [setView, around, wanted]);
  return {
    active,
    setActive,
    line:
      wanted && wanted !== closed && line?.cursor === wanted ? line : undefined,
    open,
    close,
  };
}
