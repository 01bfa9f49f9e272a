import type { LogSourceKind } from '@vtasker/backstage-plugin-service-manager-common';
import { zoneName } from '../pure';
import type { LogSession, SessionState } from '../session';
import { formatDuration, useTimeText } from '../../time';
import { useSessionState } from './useLogSession';
import styles from './LogsTab.module.css';

const sources = { loki: 'Loki', pods: 'the pods themselves' };

const whole = (state: SessionState) => state;

/** Source, how many lines come, how late, and what was lost. */
export function StatusLine(props: {
  session: LogSession;
  /** Whose rows are seen. */
  shown?: LogSession;
  /** Where lines come from, before any has come. */
  known?: LogSourceKind;
  utc: boolean;
  /** What was just done. */
  said: string;
}) {
  const { session, shown = session, known, utc, said } = props;
  const state = useSessionState(session, whole)!;
  const now = Number(useTimeText(at => String(at.getTime())));
  const { gaps, followed, came } = state;
  // What has ended is told, and is over.
  const { previous } = session.target.filters;
  const live = state.live && !previous;
  const source = state.source ?? shown.state.source ?? known;
  const rate = session.pace.rate(now);
  const delay = session.pace.delay();
  return (
    <div className={styles.status}>
      <span role="status">
        {previous && state.connection?.state === 'open'
          ? 'Before the last restart'
          : sayConnection(state, now)}
      </span>
      <span>Source: {source ? sources[source] : 'not known yet'}</span>
      {live && followed !== undefined && (
        <span>
          {followed === 1
            ? '1 container followed'
            : `${followed} containers followed`}
        </span>
      )}
      {live && rate !== undefined && <span>{formatRate(rate)} lines/s</span>}
      {live && delay !== undefined && <span>Delay: {formatDelay(delay)}</span>}
      <span data-came={came}>
        Rows held: {shown.buffer.length.toLocaleString()}
        {came > shown.buffer.length && ` of ${came.toLocaleString()} that came`}
      </span>
      <span data-bad={gaps.lines + gaps.unknown > 0 || undefined}>
        Missing: {sayGaps(gaps)}
      </span>
      <span>Times in {zoneName(now, { utc })}</span>
      <span role="status" className={styles.said}>
        {said}
      </span>
    </div>
  );
}

function sayConnection(
  { live, connection, paused, held }: SessionState,
  now: number,
) {
  if (!live) return 'History';
  if (paused) return 'Paused';
  switch (connection?.state) {
    case 'open':
      return 'Live';
    case 'failed':
      return 'Not connected';
    case 'reconnecting': {
      const wait = Math.max(0, connection.retryAt.getTime() - now);
      return `Connection lost; the lines stay. Trying again ${
        wait < 1000 ? 'now' : `in ${formatDuration(wait)}`
      }`;
    }
    default:
      return held > 0 ? 'Waiting for you to go on' : 'Connecting';
  }
}

function sayGaps({ lines, unknown }: SessionState['gaps']): string {
  const known = lines > 0 ? lines.toLocaleString() : '';
  const places = unknown === 1 ? '1 place' : `${unknown} places`;
  if (unknown === 0) return known || 'none';
  return `${known ? `${known}, and ` : ''}an unknown number at ${places}`;
}

function formatRate(rate: number): string {
  return rate > 0 && rate < 10
    ? rate.toFixed(1)
    : Math.round(rate).toLocaleString();
}

function formatDelay(millis: number): string {
  return millis < 10_000
    ? `${(millis / 1000).toFixed(1)} s`
    : formatDuration(millis);
}
