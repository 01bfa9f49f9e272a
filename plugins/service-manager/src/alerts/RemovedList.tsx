import type {
  AlertRemoval,
  Alerts,
} from '@vtasker/backstage-plugin-service-manager-common';
import { Actor, HintedButton } from '../components';
import { formatExact, RelativeTime } from '../time';
import { whyNot } from './AlertItem';
import { Folded } from './Folded';
import { countOf, sayRemoved } from './pure';
import styles from './RulesList.module.css';

/** Rules and silences that were taken away of late, each with its way back. */
export function RemovedList(props: {
  removed: AlertRemoval[];
  may: Alerts['may'];
  onRestore(removal: AlertRemoval): void;
  /** What is being done, as `verb id`. */
  pending?: string;
}) {
  const { removed, may, onRestore, pending } = props;
  if (removed.length === 0) return null;
  return (
    <Folded title={`${countOf(removed.length, 'removal')} can be undone`}>
      <ul className={styles.list} aria-label="Removed of late">
        {removed.map(removal => {
          const right = removal.kind === 'rule' ? may.manage : may.silence;
          const what = sayRemoved(removal);
          return (
            <li key={removal.id} className={styles.rule}>
              <span />
              <div className={styles.text}>
                <span className={styles.what}>{what}</span>
                <span className={styles.facts}>
                  <span>
                    by <Actor actor={removal.by} />{' '}
                    <RelativeTime at={removal.at} />
                  </span>
                  <span>
                    can be undone until {formatExact(new Date(removal.until))}
                  </span>
                </span>
              </div>
              <span className={styles.actions}>
                <HintedButton
                  size="small"
                  variant="tertiary"
                  of={what}
                  unavailable={right.allowed ? undefined : whyNot(right)}
                  isPending={pending === `restore ${removal.id}`}
                  onPress={() => onRestore(removal)}
                >
                  Undo
                </HintedButton>
              </span>
            </li>
          );
        })}
      </ul>
    </Folded>
  );
}
