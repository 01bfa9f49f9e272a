import { Button } from '@backstage/ui';
import type { LogSession, SessionState } from '../session';
import { useSessionState } from './useLogSession';
import styles from './LogsTab.module.css';

const pick = ({ live, following, fresh }: SessionState) => ({
  live,
  following,
  fresh,
});

/** Leads back to the newest lines, and says how many have come since. */
export function FreshButton(props: {
  session: LogSession;
  /** A line is open. */
  beside: boolean;
  onFollow(): void;
}) {
  const { session, beside, onFollow } = props;
  const { live, following, fresh } = useSessionState(session, pick)!;
  if (following || !session.canGoLive) return null;
  return (
    <Button
      className={styles.fresh}
      data-beside={beside || undefined}
      size="small"
      variant="primary"
      onPress={onFollow}
    >
      {sayFresh(fresh, live)}
    </Button>
  );
}

function sayFresh(fresh: number, live: boolean): string {
  if (!live || fresh === 0) return 'Follow the newest lines';
  return fresh === 1 ? '1 new line' : `${fresh.toLocaleString()} new lines`;
}
