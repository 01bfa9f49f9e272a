import { Flex, Skeleton } from '@backstage/ui';
import styles from './ServiceTab.module.css';

/** The layout of the tab before there is anything to show in it. */
export function ServiceSkeleton() {
  return (
    <div
      className={styles.tab}
      role="status"
      aria-label="Loading the service"
      aria-busy
    >
      <Flex justify="between" align="center">
        <Skeleton width="45%" height={24} />
        <Skeleton width={320} height={32} />
      </Flex>
      <div className={styles.columns}>
        <div className={styles.column}>
          <Skeleton height={260} />
          <Skeleton height={180} />
        </div>
        <div className={styles.column}>
          <Skeleton height={140} />
          <Skeleton height={120} />
          <Skeleton height={180} />
        </div>
      </div>
    </div>
  );
}
