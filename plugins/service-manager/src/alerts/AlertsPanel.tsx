import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router-dom';
import type { Alerts } from '@vtasker/backstage-plugin-service-manager-common';
import { Alert as Notice, Flex, Skeleton, Text } from '@backstage/ui';
import {
  describeError,
  ErrorNotice,
  HintedButton,
  Panel,
  StaleNotice,
} from '../components';
import { GoodIcon } from '../icons';
import { AlertDialogs } from './AlertDialogs';
import { whyNot } from './AlertItem';
import { AlertList } from './AlertList';
import styles from './AlertsPanel.module.css';
import { Sources } from './Connect';
import { DoneNotice } from './DoneNotice';
import { PastIncidents } from './past';
import { sortAlerts } from './pure';
import { RemovedList } from './RemovedList';
import { RulesList } from './RulesList';
import { useAlertActions } from './useAlertActions';
import { useAlerts, type UseAlertsResult } from './useAlerts';
import { type AlertsUrl, NEW_RULE, useAlertsUrl } from './useAlertsUrl';
import { ALERTS_ANCHOR } from './useEvidenceLinks';

/** All about the alerts of a service: what fires, and what watches it. */
export function AlertsPanel(props: { entityRef: string }) {
  const { entityRef } = props;
  const live = useAlerts(entityRef);
  const url = useAlertsUrl();
  const anchor = useAnchor(live.alerts !== undefined);
  const { alerts, error } = live;
  return (
    <div id={ALERTS_ANCHOR} ref={anchor} className={styles.panel}>
      <Panel
        title="Alerts"
        actions={alerts && <PanelButtons alerts={alerts} url={url} />}
      >
        {alerts && (
          <Body entityRef={entityRef} live={live} alerts={alerts} url={url} />
        )}
        {!alerts && error && (
          <ErrorNotice
            title="The alerts could not be read"
            error={error}
            onRetry={live.refresh}
          />
        )}
        {!alerts && !error && (
          <Flex
            direction="column"
            gap="2"
            role="group"
            aria-label="Loading alerts"
          >
            <Skeleton height={20} width="40%" />
            <Skeleton height={40} />
            <Skeleton height={40} />
          </Flex>
        )}
      </Panel>
      {/* Who may not read the alerts is told so once. */}
      {alerts && (
        <PastIncidents entityRef={entityRef} standing={standingOf(alerts)} />
      )}
    </div>
  );
}

/** What fires, so that the past is read again when it changes. */
function standingOf({ alerts }: Alerts): string {
  return alerts
    .map(({ id, state }) => `${id} ${state}`)
    .sort()
    .join();
}

function PanelButtons(props: { alerts: Alerts; url: AlertsUrl }) {
  const { alerts, url } = props;
  const { manage } = alerts.may;
  return (
    <Flex gap="2">
      <HintedButton
        size="small"
        unavailable={manage.allowed ? undefined : whyNot(manage)}
        onPress={() => url.openRule(NEW_RULE)}
      >
        Add rule
      </HintedButton>
      <HintedButton size="small" onPress={url.openPrometheusRule}>
        PrometheusRule
      </HintedButton>
    </Flex>
  );
}

function Body(props: {
  entityRef: string;
  live: UseAlertsResult;
  alerts: Alerts;
  url: AlertsUrl;
}) {
  const { entityRef, live, alerts, url } = props;
  const actions = useAlertActions(entityRef, live.refresh);
  const { firing, pending } = sortAlerts(alerts.alerts);
  return (
    <div className={styles.body}>
      <StaleNotice stale={staleOf(live)} />
      {alerts.notices.map(notice => (
        <Notice key={notice} status="warning" icon description={notice} />
      ))}
      {firing.length + pending.length === 0 && <Quiet alerts={alerts} />}
      {alerts.alerts.length > 0 && (
        <div>
          <AlertList
            alerts={alerts}
            entityRef={entityRef}
            onSilence={({ id }) => url.openSilence(id)}
            onEndSilence={actions.endSilence}
            ending={actions.pending?.replace(/^silence /, '')}
          />
        </div>
      )}
      <div>
        <Text as="h3" variant="body-medium" weight="bold">
          Rules of the service manager
        </Text>
        <RulesList
          rules={alerts.rules}
          may={alerts.may.manage}
          onChange={({ id }) => url.openRule(id)}
          onSwitch={actions.switchRule}
          onRemove={actions.removeRule}
          pending={actions.pending}
        />
      </div>
      <RemovedList
        removed={alerts.removed ?? []}
        may={alerts.may}
        onRestore={actions.restore}
        pending={actions.pending}
      />
      {/* Below what it is about, which so stays where it is. */}
      <DoneNotice done={actions.done} onPutAway={actions.putAway} />
      {actions.error && (
        <ErrorNotice title="Nothing was changed" error={actions.error} />
      )}
      <Sources sources={alerts.sources} />
      <AlertDialogs
        entityRef={entityRef}
        alerts={alerts}
        url={url}
        onDone={actions.tell}
      />
    </div>
  );
}

/** That nothing fires, and what would have said so. */
function Quiet(props: { alerts: Alerts }) {
  const { alerts, rules, sources } = props.alerts;
  const blind = rules.filter(({ state }) => state === 'unknown').length;
  const watched =
    rules.some(({ state }) => state !== 'disabled') ||
    Boolean(sources?.some(({ problem }) => !problem));
  if (!watched) {
    return (
      <Text as="p">
        Nothing watches this service: add a rule, or connect Prometheus.
      </Text>
    );
  }
  return (
    <div className={styles.quiet}>
      {blind === 0 && <GoodIcon size={18} className={styles.good} />}
      <Text>
        {alerts.length > 0
          ? 'Nothing fires but what is silenced.'
          : 'Nothing fires now.'}
        {blind > 0 &&
          ` Of ${
            blind === 1 ? 'one rule' : `${blind} rules`
          } it is not known: see below.`}
      </Text>
    </div>
  );
}

/** What is shown is old when the last fetch failed. */
export function staleOf(live: UseAlertsResult) {
  return live.error && live.alerts
    ? [
        {
          source: 'The alerts',
          since: live.lastGoodAt,
          message: describeError(live.error).message,
        },
      ]
    : undefined;
}

/** How long the page above may take to find its height, in ms. */
const SETTLES = 5_000;
const ownMoves = ['wheel', 'pointerdown', 'keydown', 'touchstart'];

/**
 * A link from another tab leads here: once there is something to see, and
 * again while what stands above grows, unless the person moves on.
 */
function useAnchor(ready: boolean) {
  const ref = useRef<HTMLDivElement>(null);
  const { hash } = useLocation();
  const wanted = ready && hash === `#${ALERTS_ANCHOR}`;
  useEffect(() => {
    const panel = ref.current;
    if (!wanted || !panel?.parentElement) return undefined;
    const show = () => panel.scrollIntoView?.({ block: 'start' });
    show();
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(show);
    observer.observe(panel.parentElement);
    const stop = () => {
      observer.disconnect();
      ownMoves.forEach(name => window.removeEventListener(name, stop));
    };
    const timer = setTimeout(stop, SETTLES);
    ownMoves.forEach(name => window.addEventListener(name, stop));
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [wanted]);
  return ref;
}
