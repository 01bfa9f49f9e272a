import type {
  Alert,
  AlertCount,
  AlertRemoval,
  AlertRule,
  AlertRuleDefinition,
  Alerts,
  PrometheusRuleOffer,
} from '@vtasker/backstage-plugin-service-manager-common';
import { formatValue } from '../../measures';
import { formatSeconds } from './durations';
import { metricPanelFacts } from './metricPanels';
import { sayThreshold } from './thresholds';

export const severityWords: Record<Alert['severity'], string> = {
  critical: 'Critical',
  warning: 'Warning',
  info: 'Info',
  unknown: 'No severity',
};

export const alertStateWords: Record<Alert['state'], string> = {
  firing: 'Firing',
  pending: 'Pending',
};

export const ruleStateWords: Record<AlertRule['state'], string> = {
  firing: 'Firing',
  pending: 'Pending',
  inactive: 'All well',
  unknown: 'Not known',
  disabled: 'Off',
};

export const sourceWords: Record<Alert['source'], string> = {
  prometheus: 'Prometheus',
  alertmanager: 'Alertmanager',
  'service-manager': 'Service manager',
};

export const offerStateWords: Record<PrometheusRuleOffer['state'], string> = {
  absent: 'Not there yet',
  same: 'There, as shown',
  different: 'There, but different',
  unsupported: 'Not possible',
  unknown: 'Not known',
};

export const ruleKindWords: Record<AlertRuleDefinition['kind'], string> = {
  down: 'The service is down',
  'restart-loop': 'It restarts again and again',
  metric: 'A metric is above or below a bound',
  'error-logs': 'It writes many error lines',
};

/** `1 alert`, `2 alerts`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What a rule looks at, without for how long. */
export function sayCondition(definition: AlertRuleDefinition): string {
  switch (definition.kind) {
    case 'down':
      return 'Failed or without a ready pod, or stopped without anybody having stopped it';
    case 'restart-loop':
      return `${countOf(
        definition.restarts,
        'restart',
      )} or more within ${formatSeconds(definition.windowSeconds)}`;
    case 'error-logs':
      return `More than ${countOf(
        definition.perMinute,
        'error line',
      )} a minute`;
    default: {
      const { title } = metricPanelFacts[definition.panel];
      return `${title} ${sayBounds(definition)}`;
    }
  }
}

type MetricDefinition = Extract<AlertRuleDefinition, { kind: 'metric' }>;

function sayBounds({ panel, above, below }: MetricDefinition): string {
  const { unit } = metricPanelFacts[panel];
  return [
    above !== undefined && `above ${sayThreshold(above, unit)}`,
    below !== undefined && `below ${sayThreshold(below, unit)}`,
  ]
    .filter(Boolean)
    .join(' or ');
}

/** `for 5 min`, or that it does not wait. */
export function sayHold(forSeconds: number): string {
  return forSeconds === 0 ? 'at once' : `for ${formatSeconds(forSeconds)}`;
}

/** A rule in one line, by which people know it. */
export function sayRule(definition: AlertRuleDefinition): string {
  const { forSeconds } = definition;
  const condition = sayCondition(definition);
  return forSeconds === 0 ? condition : `${condition}, ${sayHold(forSeconds)}`;
}

/** Prometheus writes `1.58e-01`; a value whose unit nobody knows. */
function sayNumber(value: string | undefined): string | undefined {
  const amount = Number(value);
  if (!value || !Number.isFinite(amount)) return value;
  return amount.toLocaleString('en-US', { maximumSignificantDigits: 4 });
}

/** The sentence of an alert, and its value where that does not tell it. */
export function sayAlert(
  alert: Alert,
  rules: AlertRule[],
): { summary: string; value?: string } {
  const { summary, value, ruleId } = alert;
  const definition = rules.find(({ id }) => id === ruleId)?.definition;
  const amount = Number(value);
  if (!value || definition?.kind !== 'metric' || !Number.isFinite(amount)) {
    // Where one of our rules counts, its sentence has the number in it.
    return definition ? { summary } : { summary, value: sayNumber(value) };
  }
  // The rule knows the unit, so people need not count digits.
  const { title, unit } = metricPanelFacts[definition.panel];
  return {
    summary: `${title} is ${formatValue(amount, unit)}, ${sayBounds(
      definition,
    )}.`,
  };
}

/** What was taken away, in one line. */
export function sayRemoved(removal: AlertRemoval): string {
  if (removal.kind === 'silence') {
    return `Silence of ${removal.of} ended: ${removal.reason}`;
  }
  const what = sayRule(removal.definition);
  return removal.origin === 'default'
    ? `Back to the default: ${what}`
    : `Rule deleted: ${what}`;
}

/** Whether a silence is of this one alert, or of whichever pod has it. */
export type Covers = 'every-pod' | 'this-alert';

/** What a silence of this alert keeps quiet, and what it does not. */
export function saySilenced(alert: Alert, covers?: Covers): string {
  if (alert.source === 'service-manager') {
    return `Nobody is notified of ${alert.name} of this service. It is watched on, stays visible here as silenced, and notifies again after the end.`;
  }
  if (covers === 'every-pod') {
    return `Alertmanager notifies nobody of ${alert.name} of every pod of this service, also of pods that take the place of those there are. Prometheus evaluates it on; it stays visible here as silenced, and notifies again after the end.`;
  }
  return `Alertmanager notifies nobody of ${alert.name} with exactly these labels, whoever would be told of it. Prometheus evaluates it on; it stays visible here as silenced, and notifies again after the end.`;
}

/** What fires of a service that stands in a list, and what is not known. */
export function sayCount(
  { firing, silenced, severity = 'unknown' }: AlertCount,
  problems: string[],
): string {
  const worst = severityWords[severity].toLocaleLowerCase('en-US');
  const standing = [
    firing > 0 &&
      `${countOf(firing, 'alert')} firing, ${
        firing === 1 ? worst : `the worst ${worst}`
      }`,
    silenced > 0 &&
      (firing > 0
        ? `${silenced} silenced`
        : `${countOf(silenced, 'alert')} silenced`),
  ].filter(Boolean);
  const known = standing.join('; ');
  if (problems.length === 0) return known;
  const why = problems.join(' ');
  return known
    ? `${known}. There may be more: ${why}`
    : `Whether alerts fire is not known: ${why}`;
}

/** How many alerts and rules there are, in a line. */
export function sayOverall(alerts: Alerts): string {
  const { firing, pending, silenced } = sortAlerts(alerts.alerts);
  const watching = alerts.rules.filter(({ state }) => state !== 'disabled');
  const parts = [
    firing.length > 0 && `${countOf(firing.length, 'alert')} firing`,
    pending.length > 0 &&
      (firing.length > 0
        ? `${pending.length} pending`
        : `${countOf(pending.length, 'alert')} pending`),
    firing.length + pending.length === 0 && 'No alerts',
    silenced.length > 0 && `${silenced.length} silenced`,
    firing.length + pending.length + silenced.length === 0 &&
      sayWatching(watching.length),
  ];
  return parts.filter(Boolean).join(' · ');
}

function sayWatching(count: number): string {
  if (count === 0) return 'no rule watches this service';
  return count === 1
    ? '1 rule watches this service'
    : `${count} rules watch this service`;
}

const severities: Alert['severity'][] = [
  'critical',
  'warning',
  'info',
  'unknown',
];

/** Alerts in groups, those that matter most first, and then the newest. */
export function sortAlerts(alerts: Alert[]): {
  firing: Alert[];
  pending: Alert[];
  silenced: Alert[];
} {
  const sorted = [...alerts].sort(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      Date.parse(b.since) - Date.parse(a.since) ||
      (a.id < b.id ? -1 : 1),
  );
  const heard = sorted.filter(({ silences }) => silences.length === 0);
  return {
    firing: heard.filter(({ state }) => state === 'firing'),
    pending: heard.filter(({ state }) => state === 'pending'),
    silenced: sorted.filter(({ silences }) => silences.length > 0),
  };
}
