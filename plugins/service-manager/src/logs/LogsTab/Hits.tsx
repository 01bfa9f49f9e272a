import { ButtonIcon } from '@backstage/ui';
import { ChevronDownIcon, ChevronUpIcon } from '../../icons';
import type { LogSession, SessionState } from '../session';
import { useSessionState } from './useLogSession';
import styles from './LogsTab.module.css';

const pick = ({ search }: SessionState) => search;

/** How many lines the search finds, and the way from one to the next. */
export function Hits(props: {
  session: LogSession | undefined;
  /** The row one is at, by its number. */
  active: number | undefined;
  onHit(direction: 1 | -1): void;
}) {
  const { session, active, onHit } = props;
  const search = useSessionState(session, pick);
  const at =
    session && active !== undefined ? session.search.ordinal(active) : 0;
  return (
    <>
      <span role="status" className={styles.hits}>
        {sayHits(search, at)}
      </span>
      <ButtonIcon
        size="small"
        variant="secondary"
        aria-label="Previous hit"
        icon={<ChevronUpIcon />}
        onPress={() => onHit(-1)}
      />
      <ButtonIcon
        size="small"
        variant="secondary"
        aria-label="Next hit"
        icon={<ChevronDownIcon />}
        onPress={() => onHit(1)}
      />
    </>
  );
}

function sayHits(search: SessionState['search'] | undefined, at: number) {
  const { count, done } = search ?? { count: 0, done: false };
  const all = `${count.toLocaleString()}${done ? '' : ' and counting'}`;
  if (count === 0) return done ? 'No hits' : 'Searching …';
  if (at > 0) return `${at.toLocaleString()} of ${all}`;
  return count === 1 && done ? '1 hit' : `${all} hits`;
}
