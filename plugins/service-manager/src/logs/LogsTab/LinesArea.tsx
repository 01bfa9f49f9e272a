import { type LogView, noFilters } from '../pure';
import type { LogSession } from '../session';
import { LogLines, type LogLinesProps } from './LogLines';
import { LinesSkeleton, NoLines } from './NoLines';
import { contentOf } from './outline';
import { useSessionState } from './useLogSession';
import type { SetView } from './useLogView';

const DAY = 86_400_000;

/** The lines, that they come, or why there are none. */
export function LinesArea(
  props: Omit<LogLinesProps, 'session'> & {
    session: LogSession | undefined;
    /** Whose rows are seen. */
    shown: LogSession | undefined;
    setView: SetView;
  },
) {
  const { session, shown, setView, ...rest } = props;
  return (
    <>
      {shown && <LogLines {...rest} session={shown} />}
      <Blank
        session={session}
        shown={shown}
        view={rest.view}
        setView={setView}
      />
    </>
  );
}

/** That lines are on their way, or why there are none. */
function Blank(props: {
  session: LogSession | undefined;
  shown: LogSession | undefined;
  view: LogView;
  setView: SetView;
}) {
  const { session, shown, view, setView } = props;
  const asked = useSessionState(session, contentOf);
  const seen = useSessionState(shown, contentOf);
  if (asked?.refused || seen?.empty === false) return null;
  if (!asked || !seen || seen.loading) return <LinesSkeleton />;
  if (!asked.empty || asked.loading || asked.error) return null;
  return (
    <NoLines
      view={view}
      noneRuns={asked.followed === 0}
      onClear={() => setView(noFilters)}
      onRange={() =>
        setView({
          from: new Date(Date.now() - DAY).toISOString(),
          until: new Date().toISOString(),
        })
      }
    />
  );
}
