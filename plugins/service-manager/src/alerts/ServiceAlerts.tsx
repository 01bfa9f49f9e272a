import { Link } from '@backstage/ui';
import { describeError, ErrorNotice, Panel } from '../components';
import { AlertIcon } from './AlertIcon';
import { AlertDialogs } from './AlertDialogs';
import { AlertList } from './AlertList';
import { DoneNotice } from './DoneNotice';
import { sayOverall, sortAlerts } from './pure';
import { useAlertActions } from './useAlertActions';
import { useAlerts } from './useAlerts';
import { useAlertsUrl } from './useAlertsUrl';
import { ALERTS_ANCHOR, useEvidenceLinks } from './useEvidenceLinks';
import styles from './ServiceAlerts.module.css';

/** The page is about more than alerts. */
const FEW = 3;

/**
 * What fires or is about to, on a page that is about more than alerts: nothing
 * while all is quiet.
 */
export function ServiceAlerts(props: {
  entityRef: string;
  serviceKey?: string;
}) {
  const { entityRef, serviceKey } = props;
  const { alerts, refresh } = useAlerts(entityRef, serviceKey);
  const url = useAlertsUrl();
  const actions = useAlertActions(entityRef, refresh);
  const links = useEvidenceLinks(entityRef);
  if (!alerts) return null;
  const { firing, pending } = sortAlerts(alerts.alerts);
  const told = actions.done !== undefined || actions.error !== undefined;
  return (
    <>
      {(firing.length + pending.length > 0 || told) && (
        <Panel
          title="Alerts"
          actions={links.all && <Link href={links.all}>Alerts and rules</Link>}
        >
          <AlertList
            few={FEW}
            alerts={alerts}
            entityRef={entityRef}
            onSilence={({ id }) => url.openSilence(id)}
            onEndSilence={actions.endSilence}
            ending={actions.pending?.replace(/^silence /, '')}
          />
          <DoneNotice done={actions.done} onPutAway={actions.putAway} />
          {actions.error && (
            <ErrorNotice title="Nothing was changed" error={actions.error} />
          )}
        </Panel>
      )}
      <AlertDialogs
        entityRef={entityRef}
        alerts={alerts}
        url={url}
        onDone={actions.tell}
      />
    </>
  );
}

/** How the service stands with its alerts, among its other facts. */
export function AlertsFact(props: {
  entityRef: string;
  serviceKey?: string;
  /** The panel with all of them is further down on this page. */
  below?: boolean;
  className?: string;
}) {
  const { entityRef, serviceKey, below, className } = props;
  const { alerts, error } = useAlerts(entityRef, serviceKey);
  const links = useEvidenceLinks(entityRef);
  if (alerts) {
    const worst = sortAlerts(alerts.alerts).firing[0];
    const text = worst ? (
      <span className={styles.fires}>
        <AlertIcon severity={worst.severity} state="firing" />
        {sayOverall(alerts)}
      </span>
    ) : (
      sayOverall(alerts)
    );
    if (below) {
      return (
        <a href={`#${ALERTS_ANCHOR}`} className={className}>
          {text}
        </a>
      );
    }
    return links.all ? (
      <Link href={links.all} className={className}>
        {text}
      </Link>
    ) : (
      <span className={className}>{text}</span>
    );
  }
  if (!error) return null;
  return (
    <span className={className} title={describeError(error).message}>
      Alerts not known
    </span>
  );
}
