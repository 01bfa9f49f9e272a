import { Flex, Text } from '@backstage/ui';
import { ClockIcon } from '../icons';
import { formatExact } from '../time';
import styles from './StaleNotice.module.css';

/** Whose answer is missing, since when, and why. */
export interface StaleSource {
  source: string;
  since?: string;
  message?: string;
}

/** One quiet line for each source that has fallen silent. */
export function StaleNotice(props: { stale?: StaleSource[] }) {
  return (
    <div role="status" aria-label="Freshness">
      {props.stale?.map(({ source, since, message }) => (
        <Flex key={source} align="center" gap="2" className={styles.line}>
          <ClockIcon size={16} aria-hidden />
          <Text variant="body-small">
            {since ? (
              <>
                {source} has not answered since{' '}
                <time dateTime={since} title={formatExact(new Date(since))}>
                  {sayMoment(new Date(since), new Date())}
                </time>
                ; this is what was last seen.
              </>
            ) : (
              <>{source} has not answered yet.</>
            )}
            {message && <> {message}</>}
          </Text>
        </Flex>
      ))}
    </div>
  );
}

/** The clock's time; with its day when that is not today. */
function sayMoment(at: Date, now: Date): string {
  return at.toDateString() === now.toDateString()
    ? at.toLocaleTimeString()
    : formatExact(at);
}
