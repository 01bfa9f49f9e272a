import type { Status } from '@vtasker/backstage-plugin-service-manager-common';
import { Button, DialogTrigger, Popover, Text } from '@backstage/ui';
import { legible } from '../components';
import { RelativeTime } from '../time';
import styles from './EvidenceButton.module.css';

/** Opens what a status rests on, in the cluster's own words. */
export function EvidenceButton(props: { status: Status; of: string }) {
  const { status, of } = props;
  if (status.evidence.length === 0) return null;
  return (
    <DialogTrigger>
      <Button
        size="small"
        variant="tertiary"
        className={styles.link}
        aria-label={`Evidence for the status of ${of}`}
      >
        Evidence
      </Button>
      <Popover
        aria-label={`Evidence for the status of ${of}`}
        className={legible}
      >
        <div className={styles.evidence}>
          <Text as="p" weight="bold" className={styles.reason}>
            {status.reason}
          </Text>
          <ul className={styles.list}>
            {status.evidence.map((item, index) => (
              <li key={`${item.object} ${index}`}>
                <Text variant="body-small" color="secondary">
                  {item.source} of {item.object}
                  {item.at && (
                    <>
                      , <RelativeTime at={item.at} />
                    </>
                  )}
                  {item.count !== undefined && item.count > 1 && (
                    <>, {item.count} times</>
                  )}
                </Text>
                <div className={styles.words}>{item.text}</div>
              </li>
            ))}
          </ul>
        </div>
      </Popover>
    </DialogTrigger>
  );
}
