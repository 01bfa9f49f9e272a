import { useCallback, useEffect, useRef, useState } from 'react';
import { filterQuery, type LogView, rangeQuery } from '../pure';
import type { LogsApi } from '../session';

export type Download =
  | { state: 'running'; bytes: number }
  | { state: 'done'; bytes: number }
  | { state: 'failed'; error: Error };

const LIVE_SPAN = 60 * 60_000;

/** Fetches all lines of the view into a file; says how far it is. */
export function useDownload(api: LogsApi, view: LogView, name: string) {
  const [download, setDownload] = useState<Download>();
  const end = useRef<AbortController>();
  useEffect(() => () => end.current?.abort(), []);
  const start = useCallback(
    async (format: 'ndjson' | 'text') => {
      end.current?.abort();
      const own = new AbortController();
      end.current = own;
      setDownload({ state: 'running', bytes: 0 });
      try {
        const parts: BlobPart[] = [];
        let bytes = 0;
        const range = rangeQuery(view);
        const response = await api.download(
          {
            filters: view,
            // What is live has no begin: its last hour.
            ...(Object.keys(range).length > 0
              ? range
              : { from: new Date(Date.now() - LIVE_SPAN).toISOString() }),
            format,
          },
          own.signal,
        );
        const reader = response.body!.getReader();
        for (;;) {
          const { done, value } = await reader.read();
          if (done) break;
          parts.push(value);
          bytes += value.byteLength;
          setDownload({ state: 'running', bytes });
        }
        save(parts, `${name}-logs.${format === 'text' ? 'txt' : 'ndjson'}`);
        setDownload({ state: 'done', bytes });
      } catch (error) {
        if (own.signal.aborted) return;
        setDownload({ state: 'failed', error: error as Error });
      }
    },
    // The filters, not the search, say what is in the file.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [api, name, JSON.stringify([filterQuery(view), rangeQuery(view)])],
  );
  const stop = useCallback(() => {
    end.current?.abort();
    setDownload(undefined);
  }, []);
  return { download, start, stop };
}

function save(parts: BlobPart[], name: string) {
  const url = URL.createObjectURL(
    new Blob(parts, { type: 'application/octet-stream' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
