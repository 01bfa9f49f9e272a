import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router-dom';
import { type MetricsView, parseView, writeView } from '../pure';

export type SetView = (
  change: Partial<MetricsView>,
  /** `replace`: no step that Back undoes. */
  options?: { replace?: boolean },
) => void;

/** The view, held by the URL. */
export function useMetricsView(): { view: MetricsView; setView: SetView } {
  const [params, setParams] = useSearchParams();
  const key = writeView(parseView(params)).toString();
  const view = useMemo(() => parseView(new URLSearchParams(key)), [key]);
  const latest = useRef({ view, params, setParams });
  useEffect(() => {
    latest.current = { view, params, setParams };
  });
  const setView = useCallback<SetView>((change, options) => {
    const { view: now, params: before, setParams: set } = latest.current;
    const next = { ...now, ...change };
    const written = writeView(next, before);
    // Two changes before the next render are both kept.
    latest.current = { ...latest.current, view: next, params: written };
    set(written, options);
  }, []);
  return { view, setView };
}
