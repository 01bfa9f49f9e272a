import { useEffect, useRef } from 'react';

/**
 * Keys that work wherever the focus is on the page, except where one types and
 * under a dialog. The handler returns whether it took the key.
 */
export function usePageKeys(onKey: (key: string) => boolean) {
  const latest = useRef(onKey);
  latest.current = onKey;
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      const { target } = event;
      const typing =
        target instanceof HTMLElement &&
        (target.isContentEditable ||
          target.matches('input, textarea, select, [role="textbox"]'));
      const covered = document.querySelector(
        '[role="dialog"], [role="alertdialog"], [role="menu"]',
      );
      if (event.defaultPrevented || typing || covered) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (latest.current(event.key)) event.preventDefault();
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
