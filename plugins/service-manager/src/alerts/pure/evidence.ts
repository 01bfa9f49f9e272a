import type {
  Alert,
  AlertRuleDefinition,
} from '@vtasker/backstage-plugin-service-manager-common';

const MINUTE = 60_000;
const BEFORE = 15 * MINUTE;
const AFTER = 15 * MINUTE;

/**
 * The time around the begin of an alert: what led to it, and the first of
 * what followed, as far as there is any.
 */
export function windowOf(
  since: string,
  now: Date,
): { from: string; until: string } | undefined {
  const began = Date.parse(since);
  if (Number.isNaN(began)) return undefined;
  const until = Math.min(began + AFTER, Math.max(now.getTime(), began));
  return {
    from: new Date(began - BEFORE).toISOString(),
    until: new Date(until).toISOString(),
  };
}

/** The query of the Logs tab that shows the evidence of an alert. */
export function logsQuery(
  alert: Pick<Alert, 'since' | 'labels'>,
  definition: AlertRuleDefinition | undefined,
  now: Date,
): string {
  const query = new URLSearchParams(windowOf(alert.since, now));
  if (definition?.kind === 'error-logs') query.set('level', 'error,fatal');
  if (alert.labels.pod) query.set('pod', alert.labels.pod);
  return query.toString();
}

/** The query of the Metrics tab that shows the evidence of an alert. */
export function metricsQuery(
  alert: Pick<Alert, 'since'>,
  definition: AlertRuleDefinition | undefined,
  now: Date,
): string {
  const query = new URLSearchParams(windowOf(alert.since, now));
  if (definition?.kind === 'metric') query.set('panel', definition.panel);
  return query.toString();
}

/** An address that a page may link to; other schemes run code or leak. */
export function safeLink(address: string | undefined): string | undefined {
  if (!address) return undefined;
  try {
    const { protocol, href } = new URL(address);
    return /^https?:$/.test(protocol) ? href : undefined;
  } catch {
    return undefined;
  }
}
