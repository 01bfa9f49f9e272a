import { startTransition, useEffect, useState } from 'react';
import type {
  LogSources,
  LogVolume,
} from '@vtasker/backstage-plugin-service-manager-common';
import { filterQuery, isLive, type LogView, millisOf } from '../pure';
import type { LogsApi } from '../session';

const SOURCES_EVERY = 30_000;
const VOLUME_EVERY = 10_000;
const LIVE_SPAN = 15 * 60_000;
const BUCKETS = 120;

/**
 * An answer that is asked for again and again; the last one stays. It may wait
 * for lines that flow: to draw both at once would hold up a frame.
 */
function usePolled<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  key: string,
  millis: number | undefined,
): { value?: T; error?: Error } {
  const [state, setState] = useState<{ key: string; value?: T; error?: Error }>(
    { key },
  );
  useEffect(() => {
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const run = async () => {
      try {
        const value = await ask(end.signal);
        if (!end.signal.aborted)
          startTransition(() => setState({ key, value }));
      } catch (error) {
        if (!end.signal.aborted) {
          startTransition(() =>
            setState(last => ({
              ...(last.key === key ? last : { key }),
              error: error as Error,
            })),
          );
        }
      }
      if (millis && !end.signal.aborted) timer = setTimeout(run, millis);
    };
    run();
    return () => {
      end.abort();
      clearTimeout(timer);
    };
    // `ask` is another one at every render; the key says when it asks for more.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key, millis]);
  return state;
}

/** Where the lines come from, and of which pods. */
export function useSources(api: LogsApi): {
  value?: LogSources;
  error?: Error;
} {
  return usePolled(signal => api.sources(signal), '', SOURCES_EVERY);
}

/**
 * How many lines there are over the range; over 15 minutes when live, and as
 * long around a line.
 */
export function useVolume(
  api: LogsApi,
  view: LogView,
): { value?: LogVolume; error?: Error } {
  const live = isLive(view) && !view.around;
  const { from, until } = rangeOf(view);
  const filters = filterQuery(view);
  return usePolled(
    signal => {
      const end = until ? new Date(until) : new Date();
      const begin = from ? new Date(from) : new Date(+end - LIVE_SPAN);
      return api.volume(
        {
          filters: view,
          from: begin.toISOString(),
          until: end.toISOString(),
          buckets: BUCKETS,
        },
        signal,
      );
    },
    JSON.stringify([filters, from, until]),
    live ? VOLUME_EVERY : undefined,
  );
}

function rangeOf(view: LogView): { from?: string; until?: string } {
  const { line, around } = view;
  if (!line || !around) return view;
  const middle = millisOf(line.ns);
  return {
    from: new Date(middle - LIVE_SPAN / 2).toISOString(),
    until: new Date(middle + LIVE_SPAN / 2).toISOString(),
  };
}
