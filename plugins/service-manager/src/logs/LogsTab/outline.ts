import type { LogSession, SessionState } from '../session';

/*
 * Parts of a session's state that change seldom. What shows one asks for it by
 * itself: the first lines would else draw the whole tab anew with theirs.
 */

const refusalOf = ({ connection }: SessionState) =>
  connection?.state === 'failed' ? connection.error : undefined;

/** Whether lines come, and what one has done about it. */
export function liveOf(state: SessionState) {
  const { live, paused, following } = state;
  return { live, paused, following, refused: refusalOf(state) };
}

/** What is to be known beside the lines. */
export function noticesOf(state: SessionState) {
  const { error, problem, notices } = state;
  return { error, problem, notices, refused: refusalOf(state) };
}

/** Whether there are lines, and why not. */
export function contentOf(state: SessionState, session: LogSession) {
  const { loading, error, followed } = state;
  const empty = session.buffer.length === 0;
  return { loading, error, followed, empty, refused: refusalOf(state) };
}
