import { Link } from '@backstage/ui';
import { describeError, ErrorNotice, Panel } from '../components';
import { AlertDialogs } from './AlertDialogs';
import { AlertList } from './AlertList';
import { DoneNotice } from './DoneNotice';
import { sayOverall, sortAlerts } from './pure';
import { useAlertActions } from './useAlertActions';
import { useAlerts } from './useAlerts';
import { useAlertsUrl } from './useAlertsUrl';
import { useEvidenceLinks } from './useEvidenceLinks';

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
          <DoneNotice done={actions.done} onPutAway={actions.putAway} />
          {actions.error && (
            <ErrorNotice title="Nothing was changed" error={actions.error} />
          )}
          <AlertList
            alerts={alerts}
            entityRef={entityRef}
            onSilence={({ id }) => url.openSilence(id)}
            onEndSilence={actions.endSilence}
            ending={actions.pending?.replace(/^silence /, '')}
          />
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
  className?: string;
}) {
  const { entityRef, serviceKey, className } = props;
  const { alerts, error } = useAlerts(entityRef, serviceKey);
  const links = useEvidenceLinks(entityRef);
  if (alerts) {
    const text = sayOverall(alerts);
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
