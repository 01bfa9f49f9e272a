import { useState } from 'react';
import type { ServiceEvent } from '@vtasker/backstage-plugin-service-manager-common';
import { Button, Text } from '@backstage/ui';
import { WarningIcon, InformationIcon } from '../icons';
import { Panel } from '../components';
import { RelativeTime } from '../time';
import styles from './EventsPanel.module.css';

const FEW = 6;

/** What the cluster said of late, each thing once. */
export function EventsPanel(props: { events: ServiceEvent[] }) {
  const { events } = props;
  const [all, setAll] = useState(false);
  const shown = all ? events : events.slice(0, FEW);
  return (
    <Panel title="Events">
      {events.length === 0 && (
        <Text variant="body-small" color="secondary">
          The cluster tells of no event; it keeps them for about an hour.
        </Text>
      )}
      <ul className={styles.list}>
        {shown.map(event => (
          <Event
            key={`${event.object} ${event.reason} ${event.message}`}
            event={event}
          />
        ))}
      </ul>
      {events.length > FEW && (
        <Button size="small" variant="tertiary" onPress={() => setAll(!all)}>
          {all ? 'Show fewer events' : `Show all ${events.length} events`}
        </Button>
      )}
    </Panel>
  );
}

function Event(props: { event: ServiceEvent }) {
  const { type, reason, message, object, count, firstAt, lastAt } = props.event;
  const warns = type === 'Warning';
  const Icon = warns ? WarningIcon : InformationIcon;
  return (
    <li className={styles.event} data-type={type}>
      <Icon size={16} className={styles.icon} aria-label={type} />
      <div className={styles.text}>
        <span>
          <strong>{reason}</strong> {message}
        </span>
        <span className={styles.where}>
          {object}
          {lastAt && (
            <>
              , <RelativeTime at={lastAt} />
            </>
          )}
          {count > 1 && <>, {count} times</>}
          {count > 1 && firstAt && (
            <>
              {' '}
              in <RelativeTime at={firstAt} format="span" />
            </>
          )}
        </span>
      </div>
    </li>
  );
}
