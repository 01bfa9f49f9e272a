import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { defaultView, FleetView } from './types';
import { keepLists, parseView, writeView } from './view';

/** How long typing must rest before the URL follows it, in ms. */
const TYPING_RESTS = 300;

/**
 * The view, held by the URL. A change is a step that Back undoes, except for
 * typing into the search: that is shown at once, and the URL follows when the
 * typing rests, without a step for each letter.
 */
export function useFleetView(): {
  view: FleetView;
  setView(change: Partial<FleetView>): void;
  setSearch(search: string): void;
} {
  const [params, setParams] = useSearchParams();
  const last = useRef(defaultView);
  const inUrl = useMemo(
    () => keepLists(last.current, parseView(params)),
    [params],
  );
  useEffect(() => {
    last.current = inUrl;
  }, [inUrl]);
  const [typed, setTyped] = useState<string>();
  const view = useMemo(
    () => (typed === undefined ? inUrl : { ...inUrl, search: typed }),
    [inUrl, typed],
  );

  // Back, or a link to another view, wins over what was typed; the URL's
  // following what was typed does not.
  const written = useRef<string>();
  useEffect(() => {
    setTyped(now => {
      const own = written.current === params.toString();
      return own && now !== inUrl.search ? now : undefined;
    });
  }, [params, inUrl]);

  useEffect(() => {
    if (typed === undefined) return undefined;
    const timer = setTimeout(() => {
      const next = writeView(view, params);
      written.current = next.toString();
      setParams(next, { replace: true });
      if (view.search === inUrl.search) setTyped(undefined);
    }, TYPING_RESTS);
    return () => clearTimeout(timer);
  }, [typed, view, params, inUrl, setParams]);

  // The same function for good, so that a change of the view does not by
  // itself render all who may change it.
  const latest = useRef({ view, params, setParams });
  useEffect(() => {
    latest.current = { view, params, setParams };
  });
  const setView = useCallback((change: Partial<FleetView>) => {
    const now = latest.current;
    setTyped(undefined);
    now.setParams(writeView({ ...now.view, ...change }, now.params));
  }, []);
  return { view, setView, setSearch: setTyped };
}
