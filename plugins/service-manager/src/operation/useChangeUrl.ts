import { useMemo } from 'react';
import type { Verb } from '@vtasker/backstage-plugin-service-manager-common';
import { useDialogUrl } from '../url';
import { isVerb } from './verbs';

const CHANGE = 'change';
const WORKLOAD = 'workload';
const OPERATION = 'operation';
const names = [CHANGE, WORKLOAD, OPERATION];

/** Which dialog is open, as the URL says, and how to open another one. */
export interface ChangeUrl {
  change?: Verb;
  workload?: string;
  operation?: string;
  openChange(verb: Verb, workload?: string): void;
  openOperation(id: string): void;
  close(): void;
}

function isOpen(params: URLSearchParams): boolean {
  return isVerb(params.get(CHANGE)) || params.has(OPERATION);
}

/** The dialogs of a change and of an operation, in the URL. */
export function useChangeUrl(): ChangeUrl {
  const url = useDialogUrl(names, isOpen);
  return useMemo(() => {
    const verb = url.get(CHANGE);
    const operation = url.get(OPERATION);
    return {
      change: isVerb(verb) && !operation ? verb : undefined,
      workload: url.get(WORKLOAD),
      operation,
      openChange: (change, workload) =>
        url.open({ [CHANGE]: change, [WORKLOAD]: workload }),
      openOperation: id => url.open({ [OPERATION]: id }),
      close: url.close,
    };
  }, [url]);
}
