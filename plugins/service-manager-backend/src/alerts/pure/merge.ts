import { createHash } from 'crypto';
import type { Alert } from '@vtasker/backstage-plugin-service-manager-common';

/** An alert as one source tells it. */
export interface FoundAlert {
  source: 'prometheus' | 'alertmanager';
  cluster: string;
  state: Alert['state'];
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** ISO 8601. */
  since?: string;
  value?: string;
  /** Ids of silences at the Alertmanager. */
  silencedBy?: string[];
}

/** One alert, whoever told of it. */
export interface MergedAlert extends FoundAlert {
  id: string;
  /** The labels that Alertmanager holds, where it does. */
  sentLabels?: Record<string, string>;
}

/**
 * Prometheus tells what is pending, and the value; Alertmanager what is
 * silenced. An alert is the same when all that Prometheus says of it stands in
 * what Alertmanager got: external labels are added on the way.
 */
export function mergeAlerts(
  fromPrometheus: FoundAlert[],
  fromAlertmanager: FoundAlert[],
): MergedAlert[] {
  const merged = new Map<string, MergedAlert>();
  const left = new Set(fromAlertmanager);
  // By what never differs: of a whole cluster there may be thousands.
  const likely = new Map<string, FoundAlert[]>();
  for (const alert of fromAlertmanager) {
    const key = likelyKey(alert);
    const known = likely.get(key);
    if (known) known.push(alert);
    else likely.set(key, [alert]);
  }
  for (const alert of fromPrometheus) {
    const id = alertId(alert);
    const same = (likely.get(likelyKey(alert)) ?? []).filter(other =>
      contains(other, alert),
    );
    for (const other of same) left.delete(other);
    // Several where replicas of a Prometheus are told apart by a label.
    const silencedBy = same.flatMap(other => other.silencedBy ?? []);
    const known = merged.get(id);
    merged.set(id, {
      ...alert,
      id,
      annotations: { ...same[0]?.annotations, ...alert.annotations },
      silencedBy: [...new Set([...(known?.silencedBy ?? []), ...silencedBy])],
      sentLabels: known?.sentLabels ?? same[0]?.labels,
    });
  }
  for (const alert of left) {
    const id = alertId(alert);
    merged.set(id, { ...alert, id, sentLabels: alert.labels });
  }
  return [...merged.values()].sort(compare);
}

function likelyKey({ cluster, labels }: FoundAlert): string {
  return `${cluster}\n${labels.alertname}`;
}

function contains(whole: FoundAlert, part: FoundAlert): boolean {
  return Object.entries(part.labels).every(
    ([name, value]) => whole.labels[name] === value,
  );
}

/** The same for as long as it lasts, and each time it comes again. */
export function alertId({
  cluster,
  labels,
}: Pick<FoundAlert, 'cluster' | 'labels'>): string {
  return createHash('sha256')
    .update(JSON.stringify([cluster, Object.entries(labels).sort()]))
    .digest('hex')
    .slice(0, 32);
}

const states = ['firing', 'pending'];

function compare(one: MergedAlert, other: MergedAlert): number {
  const key = ({ labels, id }: MergedAlert) => `${labels.alertname}\n${id}`;
  return (
    states.indexOf(one.state) - states.indexOf(other.state) ||
    (key(one) < key(other) ? -1 : 1)
  );
}

const severities: Array<[Alert['severity'], RegExp]> = [
  ['critical', /^(critical|page|emergency|fatal|error|high)$/i],
  ['warning', /^(warning|warn|medium|major|minor)$/i],
  ['info', /^(info|information|informational|notice|low|none)$/i],
];

/** By the label that most rules have, whatever their word for it. */
export function severityOf(labels: Record<string, string>): Alert['severity'] {
  const given = labels.severity ?? '';
  return severities.find(([, words]) => words.test(given))?.[0] ?? 'unknown';
}

/** What people read of an alert of Prometheus. */
export function describeAlert({
  labels,
  annotations,
}: FoundAlert): Pick<
  Alert,
  'name' | 'severity' | 'summary' | 'description' | 'runbookUrl'
> {
  const name = labels.alertname ?? 'Alert';
  const { summary, message, description, runbook_url: runbook } = annotations;
  const said = summary || message || description || name;
  return {
    name,
    severity: severityOf(labels),
    summary: said,
    description: description && description !== said ? description : undefined,
    // A link is something that is opened.
    runbookUrl: runbook && /^https?:\/\//i.test(runbook) ? runbook : undefined,
  };
}
