import type {
  Alert,
  AlertRule,
  Alerts,
} from '@vtasker/backstage-plugin-service-manager-common';
import { Link } from '@backstage/ui';
import { Actor, HintedButton } from '../components';
import { RelativeTime } from '../time';
import { AlertIcon } from './AlertIcon';
import styles from './AlertItem.module.css';
import { FoldedLabels } from './Labels';
import {
  alertStateWords,
  safeLink,
  sayAlert,
  severityWords,
  sourceWords,
} from './pure';
import { useEvidenceLinks } from './useEvidenceLinks';

/** What can be done about an alert. */
export interface AlertActions {
  may: Alerts['may'];
  onSilence(alert: Alert): void;
  onEndSilence(alert: Alert, silenceId: string): void;
  /** The silence that is being ended. */
  ending?: string;
}

/** One alert: how bad, since when, what is the matter, and where to look. */
export function AlertItem(
  props: AlertActions & {
    alert: Alert;
    rules: AlertRule[];
    entityRef: string;
  },
) {
  const { alert, rules, entityRef, may, onSilence } = props;
  const links = useEvidenceLinks(entityRef);
  const silenced = alert.silences.length > 0;
  const logs = links.logs(alert, rules);
  const metrics = links.metrics(alert, rules);
  const { summary, value } = sayAlert(alert, rules);
  const runbook = safeLink(alert.runbookUrl);
  return (
    <li
      className={styles.alert}
      data-severity={silenced ? 'unknown' : alert.severity}
      data-state={alert.state}
    >
      <AlertIcon
        severity={alert.severity}
        state={alert.state}
        quiet={silenced}
      />
      <div className={styles.text}>
        <div className={styles.head}>
          <span className={styles.standing}>
            {severityWords[alert.severity]}, {alertStateWords[alert.state]}
          </span>
          <strong className={styles.name}>{alert.name}</strong>
          <span className={styles.fact}>
            for <RelativeTime at={alert.since} format="span" />
          </span>
        </div>
        {summary && <p className={styles.summary}>{summary}</p>}
        {alert.description && alert.description !== alert.summary && (
          <p className={styles.description}>{alert.description}</p>
        )}
        {alert.silences.map(({ id, by, reason, until }) => (
          <div key={id} className={styles.silence}>
            <span>
              Silenced by <Actor actor={by} />, ends <RelativeTime at={until} />
              : {reason}
            </span>
            <HintedButton
              size="small"
              variant="tertiary"
              of={alert.name}
              isPending={props.ending === id}
              unavailable={
                may.silence.allowed ? undefined : whyNot(may.silence)
              }
              onPress={() => props.onEndSilence(alert, id)}
            >
              End silence
            </HintedButton>
          </div>
        ))}
        <div className={styles.facts}>
          {value && <span className={styles.value}>Value {value}</span>}
          <span>{sourceWords[alert.source]}</span>
          {alert.cluster && <span>{alert.cluster}</span>}
          {runbook && (
            <Link href={runbook} target="_blank" rel="noopener noreferrer">
              Runbook
            </Link>
          )}
          {logs && (
            <Link
              href={logs}
              aria-label={`Logs around the begin of ${alert.name}`}
            >
              Logs
            </Link>
          )}
          {metrics && (
            <Link
              href={metrics}
              aria-label={`Metrics around the begin of ${alert.name}`}
            >
              Metrics
            </Link>
          )}
          <FoldedLabels labels={alert.labels} of={alert.name} />
        </div>
      </div>
      {!silenced && (
        <span className={styles.actions}>
          <HintedButton
            size="small"
            of={alert.name}
            unavailable={
              alert.notSilenceable ??
              (may.silence.allowed ? undefined : whyNot(may.silence))
            }
            onPress={() => onSilence(alert)}
          >
            Silence
          </HintedButton>
        </span>
      )}
    </li>
  );
}

/** The reason of a refusal, also where none was given. */
export function whyNot(offer: Alerts['may']['silence']): string {
  return offer.reason ?? 'You have no right to do this for this service.';
}
