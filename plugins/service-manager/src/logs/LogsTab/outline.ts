import type { LogSession, SessionState } from '../session';

/** What the page around the lines shows of a session: it changes seldom. */
export function outlineOf(state: SessionState, session: LogSession) {
  const { live, paused, following, loading, error, problem, notices } = state;
  const { connection, followed } = state;
  return {
    live,
    paused,
    following,
    loading,
    error,
    problem,
    notices,
    followed,
    refused: connection?.state === 'failed' ? connection.error : undefined,
    empty: session.buffer.length === 0,
  };
}

export type Outline = ReturnType<typeof outlineOf>;
