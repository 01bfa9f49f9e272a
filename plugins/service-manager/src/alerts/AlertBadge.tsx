import { Link } from 'react-router-dom';
import type { AlertCount } from '@vtasker/backstage-plugin-service-manager-common';
import { BellOffIcon } from '../icons';
import { StatusIcon } from '../status';
import { AlertIcon } from './AlertIcon';
import styles from './AlertBadge.module.css';
import { sayCount } from './pure';

/**
 * How many alerts of a service fire, how bad the worst is, and how many are
 * silenced, where there is little room; nothing while all is known to be quiet.
 */
export function AlertBadge(props: {
  count?: AlertCount;
  /** What `unknown` of the count refers to. */
  problems?: string[];
  /** Where they are told. */
  href?: string;
}) {
  const { count, problems = [], href } = props;
  if (!count) return null;
  const { firing, silenced, severity = 'unknown', unknown = [] } = count;
  const words = sayCount(
    count,
    unknown.map(at => problems[at] ?? ''),
  );
  const marks = (
    <>
      {firing > 0 && (
        <span className={styles.part}>
          <AlertIcon severity={severity} state="firing" />
          {firing}
        </span>
      )}
      {silenced > 0 && (
        <span className={styles.part} data-quiet>
          <BellOffIcon size={14} />
          {silenced}
        </span>
      )}
      {unknown.length > 0 && (
        <span className={styles.part} data-quiet>
          <StatusIcon state="unknown" size={14} />
        </span>
      )}
    </>
  );
  return href ? (
    <Link
      to={href}
      tabIndex={-1}
      className={styles.badge}
      aria-label={words}
      title={words}
    >
      {marks}
    </Link>
  ) : (
    <span role="img" className={styles.badge} aria-label={words} title={words}>
      {marks}
    </span>
  );
}
