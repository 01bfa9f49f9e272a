import { useCallback, useMemo, useRef } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router-dom';

/** The open dialog, as the URL says, and how to open another one. */
export interface DialogUrl {
  /** Of the parameters that it looks after; absent where there is none. */
  get(name: string): string | undefined;
  /** Sets the given parameters and removes the others it looks after. */
  open(wanted: Record<string, string | undefined>): void;
  close(): void;
}

/**
 * The dialog's state lives in the URL: a reload, a link to a colleague and the
 * Back button do what they say.
 *
 * @param names - the parameters of the dialog; the same array each time
 * @param isOpen - whether what they hold is an open dialog; that any of them
 * is there when absent
 */
export function useDialogUrl(
  names: readonly string[],
  isOpen?: (params: URLSearchParams) => boolean,
): DialogUrl {
  const [params, setParams] = useSearchParams();
  const navigate = useNavigate();
  const { state } = useLocation();
  const openedHere = Boolean(state?.serviceManagerDialog);
  const opened = isOpen ? isOpen(params) : names.some(name => params.has(name));

  // A dialog may say twice that it closes; the history is left once.
  const closing = useRef(false);
  if (!opened) closing.current = false;

  const show = useCallback(
    (wanted: Record<string, string | undefined>) => {
      setParams(
        before => {
          const next = new URLSearchParams(before);
          for (const name of names) {
            const value = wanted[name];
            if (value === undefined) next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        // One entry in the history for all steps of a dialog.
        opened
          ? { replace: true, state }
          : { state: { serviceManagerDialog: true } },
      );
    },
    [setParams, names, opened, state],
  );

  return useMemo(
    () => ({
      get: name => params.get(name) ?? undefined,
      open: show,
      close: () => {
        if (!opened || closing.current) return;
        closing.current = true;
        if (openedHere) navigate(-1);
        else show({});
      },
    }),
    [params, show, opened, openedHere, navigate],
  );
}
