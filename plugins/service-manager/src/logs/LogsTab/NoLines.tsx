import { Button, Skeleton, Text } from '@backstage/ui';
import { isFiltered, isLive, type LogView } from '../pure';
import styles from './LogsTab.module.css';

/** Lines to come, in their places: nothing jumps. */
export function LinesSkeleton() {
  return (
    <div className={styles.blank} role="status" aria-label="Loading the lines">
      {Array.from({ length: 12 }, (_, at) => (
        <Skeleton key={at} height={14} width={`${90 - ((at * 37) % 50)}%`} />
      ))}
    </div>
  );
}

/** Why there is nothing, and what to do. */
export function NoLines(props: {
  view: LogView;
  /** No container is followed. */
  noneRuns: boolean;
  onClear(): void;
  onRange(): void;
}) {
  const { view, noneRuns, onClear, onRange } = props;
  const filtered = isFiltered(view);
  const live = isLive(view) && !view.around;
  return (
    <div className={styles.blank} role="status">
      <Text variant="title-x-small">{sayNothing(filtered, live)}</Text>
      <Text variant="body-medium">{sayNext(view, live && noneRuns)}</Text>
      <div className={styles.group}>
        {filtered && (
          <Button variant="secondary" size="small" onPress={onClear}>
            Clear filters
          </Button>
        )}
        {live && (
          <Button variant="secondary" size="small" onPress={onRange}>
            Show the last 24 hours
          </Button>
        )}
      </div>
    </div>
  );
}

function sayNothing(filtered: boolean, live: boolean): string {
  if (filtered) return 'No line passes these filters';
  return live ? 'No lines yet' : 'No lines in this time';
}

function sayNext(view: LogView, noneRuns: boolean): string {
  const filtered = isFiltered(view);
  if (view.previous) {
    return 'No container was restarted, or what it wrote before is not kept.';
  }
  if (noneRuns) {
    return 'No container runs now. Look at its past, or start the service.';
  }
  if (isLive(view) && !view.around) {
    return filtered
      ? 'New ones that do appear here by themselves.'
      : 'They appear here as the containers write them.';
  }
  return filtered
    ? 'Take a filter off, or choose a longer time.'
    : 'Choose a longer time, or look whether the service ran then.';
}
