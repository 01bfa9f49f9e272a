import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router-dom';
import { type LogView, parseView, writeView } from '../pure';

/** Another question: what was asked around one line is no answer to it. */
const questions: (keyof LogView)[] = [
  'text',
  'regex',
  'levels',
  'pods',
  'containers',
  'fields',
  'previous',
  'logql',
  'from',
  'until',
];

export type SetView = (
  change: Partial<LogView>,
  /** `replace`: no step that Back undoes. */
  options?: { replace?: boolean },
) => void;

/** The view, held by the URL. */
export function useLogView(): {
  view: LogView;
  /** The view as long as the question is the same: which line is open does not matter to it, unless it is about that line. */
  question: LogView;
  setView: SetView;
} {
  const [params, setParams] = useSearchParams();
  const parsed = parseView(params);
  const view = useSame(parsed);
  const question = useSame({
    ...parsed,
    line: parsed.around ? parsed.line : undefined,
  });
  const latest = useRef({ view, params, setParams });
  useEffect(() => {
    latest.current = { view, params, setParams };
  });
  const setView = useCallback<SetView>((change, options) => {
    const { view: now, params: before, setParams: set } = latest.current;
    const asksAnew =
      !('line' in change) && questions.some(name => name in change);
    const next = {
      ...now,
      ...(asksAnew && { line: undefined, around: false }),
      ...change,
    };
    const written = writeView(next, before);
    // Two changes before the next render are both kept.
    latest.current = { ...latest.current, view: next, params: written };
    set(written, options);
  }, []);
  return { view, question, setView };
}

/** The one of before as long as it says the same. */
function useSame(view: LogView): LogView {
  const key = writeView(view).toString();
  return useMemo(() => parseView(new URLSearchParams(key)), [key]);
}
