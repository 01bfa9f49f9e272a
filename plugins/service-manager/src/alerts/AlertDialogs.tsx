import { lazy, Suspense, useRef } from 'react';
import type { Alerts } from '@vtasker/backstage-plugin-service-manager-common';
import type { AlertsUrl } from './useAlertsUrl';

export interface AlertDialogsProps {
  entityRef: string;
  alerts: Alerts;
  url: AlertsUrl;
  /** Something was done, in a sentence. */
  onDone(text: string): void;
}

// Forms, grammar and comparison come when somebody opens one of them.
const Dialogs = lazy(() =>
  import('./dialogs').then(m => ({ default: m.Dialogs })),
);

/** The dialogs about alerts; nothing is loaded before one is open. */
export function AlertDialogs(props: AlertDialogsProps) {
  const { silence, rule, prometheusRule } = props.url;
  const asked = useRef(false);
  if (silence || rule || prometheusRule) asked.current = true;
  if (!asked.current) return null;
  return (
    <Suspense fallback={null}>
      <Dialogs {...props} />
    </Suspense>
  );
}
