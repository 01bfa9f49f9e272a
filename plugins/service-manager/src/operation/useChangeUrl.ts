import { useCallback, useMemo, useRef } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router-dom';
import type { Verb } from '@vtasker/backstage-plugin-service-manager-common';
import { isVerb } from './verbs';

const CHANGE = 'change';
const WORKLOAD = 'workload';
const OPERATION = 'operation';

/** Which dialog is open, as the URL says, and how to open another one. */
export interface ChangeUrl {
  change?: Verb;
  workload?: string;
  operation?: string;
  openChange(verb: Verb, workload?: string): void;
  openOperation(id: string): void;
  close(): void;
}

/**
 * The dialog's state lives in the URL: a reload, a link to a colleague and the
 * Back button do what they say.
 */
export function useChangeUrl(): ChangeUrl {
  const [params, setParams] = useSearchParams();
  const navigate = useNavigate();
  const { state } = useLocation();
  const openedHere = Boolean(state?.serviceManagerDialog);
  const verb = params.get(CHANGE);
  const operation = params.get(OPERATION) ?? undefined;
  const isOpen = isVerb(verb) || operation !== undefined;

  // A dialog may say twice that it closes; the history is left once.
  const closing = useRef(false);
  if (!isOpen) closing.current = false;

  const show = useCallback(
    (wanted: Record<string, string | undefined>) => {
      setParams(
        before => {
          const next = new URLSearchParams(before);
          for (const name of [CHANGE, WORKLOAD, OPERATION]) {
            const value = wanted[name];
            if (value === undefined) next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        // One entry in the history for all steps of a dialog.
        isOpen
          ? { replace: true, state }
          : { state: { serviceManagerDialog: true } },
      );
    },
    [setParams, isOpen, state],
  );

  return useMemo(
    () => ({
      change: isVerb(verb) && !operation ? verb : undefined,
      workload: params.get(WORKLOAD) ?? undefined,
      operation,
      openChange: (change, workload) =>
        show({ [CHANGE]: change, [WORKLOAD]: workload }),
      openOperation: id => show({ [OPERATION]: id }),
      close: () => {
        if (!isOpen || closing.current) return;
        closing.current = true;
        if (openedHere) navigate(-1);
        else show({});
      },
    }),
    [verb, operation, params, show, isOpen, openedHere, navigate],
  );
}
