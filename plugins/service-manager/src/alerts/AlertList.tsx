import { useState } from 'react';
import type { Alerts } from '@vtasker/backstage-plugin-service-manager-common';
import { Button } from '@backstage/ui';
import { type AlertActions, AlertItem } from './AlertItem';
import styles from './AlertList.module.css';
import { Folded } from './Folded';
import { countOf, sortAlerts } from './pure';

/** What fires, what is about to, and what is kept quiet, folded. */
export function AlertList(
  props: Omit<AlertActions, 'may'> & {
    alerts: Alerts;
    entityRef: string;
    /** Only so many until somebody asks for the rest; all when absent. */
    few?: number;
  },
) {
  const { alerts, few = Infinity, ...actions } = props;
  const { firing, pending, silenced } = sortAlerts(alerts.alerts);
  const heard = [...firing, ...pending];
  const [all, setAll] = useState(false);
  const common = { ...actions, may: alerts.may, rules: alerts.rules };
  return (
    <>
      {heard.length > 0 && (
        <ul className={styles.list} aria-label="Firing and pending alerts">
          {heard.slice(0, all ? undefined : few).map(alert => (
            <AlertItem key={alert.id} alert={alert} {...common} />
          ))}
        </ul>
      )}
      {heard.length > few && (
        <Button size="small" variant="tertiary" onPress={() => setAll(!all)}>
          {all ? 'Show fewer alerts' : `Show all ${heard.length} alerts`}
        </Button>
      )}
      {silenced.length > 0 && (
        <Folded title={`${countOf(silenced.length, 'silenced alert')}`}>
          <ul className={styles.list} aria-label="Silenced alerts">
            {silenced.map(alert => (
              <AlertItem key={alert.id} alert={alert} {...common} />
            ))}
          </ul>
        </Folded>
      )}
    </>
  );
}
