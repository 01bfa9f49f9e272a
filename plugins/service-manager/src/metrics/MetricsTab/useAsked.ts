import { useMemo, useRef, useSyncExternalStore } from 'react';
import { LiveQuery } from '../../api';

/** What the backend answered, or that it will never answer this. */
type Answer<T> = { value: T } | { refused: Error };

export interface Asked<T> {
  /** The last answer; of the question before while `before` is set. */
  value?: T;
  before: boolean;
  error?: Error;
  loading: boolean;
  refresh(): void;
}

const REST = 3_600_000;
/** A step may be shorter; nobody looks more often. */
const OFTENEST = 10_000;
const SELDOMEST = 60_000;

/** How long until new values may be there, in ms. */
export function pauseOf(stepSeconds: number): number {
  return Math.min(Math.max(stepSeconds * 1000, OFTENEST), SELDOMEST);
}

/**
 * Asks, and again while new values come in. The answer to the question before
 * stays until there is another one; what is refused is not asked again.
 */
export function useAsked<T extends { stepSeconds: number }>(
  ask: ((signal: AbortSignal) => Promise<T>) | undefined,
  key: string,
  live: boolean,
): Asked<T> {
  const latest = useRef(ask);
  latest.current = ask;
  const asks = ask !== undefined;
  const query = useMemo(
    () =>
      new LiveQuery<Answer<T> | undefined>({
        fetch: async signal => {
          try {
            return latest.current && { value: await latest.current(signal) };
          } catch (error) {
            if (isFinal(error)) return { refused: error as Error };
            throw error;
          }
        },
        pollInterval: answer =>
          live && answer && 'value' in answer
            ? pauseOf(answer.value.stepSeconds)
            : REST,
        matches: () => false,
        throttle: OFTENEST,
      }),
    // Another question is another query.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [key, live, asks],
  );
  const state = useSyncExternalStore(query.subscribe, query.getState);
  const value =
    state.data && 'value' in state.data ? state.data.value : undefined;
  const refused =
    state.data && 'refused' in state.data ? state.data.refused : undefined;
  const last = useRef<T>();
  if (value) last.current = value;
  if (!asks) last.current = undefined;
  return {
    value: last.current,
    before: value === undefined && last.current !== undefined,
    error: refused ?? state.error,
    loading: asks && state.loading,
    refresh: () => void query.refresh(),
  };
}

/** The same question will be refused again. */
function isFinal(error: unknown): boolean {
  const { statusCode } = error as { statusCode?: number };
  return statusCode !== undefined && [400, 403, 404, 422].includes(statusCode);
}
