import type { StatusState } from '@vtasker/backstage-plugin-service-manager-common';
import { RelativeTime } from '../time';
import { StatusIcon } from './StatusIcon';
import { statusWords } from './words';
import styles from './status.module.css';

/** @public */
export interface StatusBadgeProps {
  state: StatusState;
  /** The stable reason (`CrashLoopBackOff`); shown on hover. */
  reason?: string;
  /** The reason in a person's words, shown beside the word. */
  message?: string;
  /** Since when, ISO 8601. */
  since?: string;
  /** On one line, cut off where the room ends; it wraps otherwise. */
  dense?: boolean;
}

/**
 * A status, told by shape, word and colour, with its reason and since when.
 *
 * @public
 */
export function StatusBadge(props: StatusBadgeProps) {
  const { state, reason, message, since, dense } = props;
  const hover = [message, reason && `(${reason})`].filter(Boolean).join(' ');
  return (
    <span
      className={styles.badge}
      data-dense={dense || undefined}
      title={hover || undefined}
    >
      <StatusIcon state={state} />
      <span className={styles.word}>{statusWords[state]}</span>
      {message && <span className={styles.message}>{message}</span>}
      {since && (
        <span className={styles.since}>
          for <RelativeTime at={since} format="span" />
        </span>
      )}
    </span>
  );
}
