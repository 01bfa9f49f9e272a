import { useMemo } from 'react';
import { useDialogUrl } from '../url';

const SILENCE = 'silence';
const RULE = 'rule';
const PROMETHEUS_RULE = 'prometheus-rule';
const names = [SILENCE, RULE, PROMETHEUS_RULE];

/** The id of a rule that is yet to be made. */
export const NEW_RULE = 'new';

/** Which dialog about alerts is open, as the URL says. */
export interface AlertsUrl {
  /** The alert to silence. */
  silence?: string;
  /** The rule to change, or `NEW_RULE`. */
  rule?: string;
  prometheusRule: boolean;
  openSilence(alertId: string): void;
  openRule(ruleId: string): void;
  openPrometheusRule(): void;
  close(): void;
}

export function useAlertsUrl(): AlertsUrl {
  const url = useDialogUrl(names);
  return useMemo(
    () => ({
      silence: url.get(SILENCE),
      rule: url.get(RULE),
      prometheusRule: url.get(PROMETHEUS_RULE) !== undefined,
      openSilence: id => url.open({ [SILENCE]: id }),
      openRule: id => url.open({ [RULE]: id }),
      openPrometheusRule: () => url.open({ [PROMETHEUS_RULE]: 'open' }),
      close: url.close,
    }),
    [url],
  );
}
