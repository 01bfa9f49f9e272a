import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { AlertStore } from './AlertStore';
import { UNDO_MS } from './pure/removals';

/** Has ended incidents deleted once an hour, by one of the replicas. */
export async function scheduleAlertRetention(options: {
  scheduler: SchedulerService;
  store: Pick<AlertStore, 'purge' | 'purgeRemovals'>;
  /** For how long incidents are kept after their end, in milliseconds. */
  keepMs: number;
  logger: LoggerService;
  clock: () => Date;
}): Promise<void> {
  const { scheduler, store, keepMs, logger, clock } = options;
  await scheduler.scheduleTask({
    id: 'service-manager-alert-retention',
    frequency: { hours: 1 },
    timeout: { minutes: 10 },
    // Not while everything starts.
    initialDelay: { minutes: 1 },
    async fn(signal) {
      const before = new Date(clock().getTime() - keepMs);
      await store.purgeRemovals(new Date(clock().getTime() - UNDO_MS), signal);
      const incidents = await store.purge(before, signal);
      if (incidents) {
        logger.info(`Deleted ${incidents} incidents that were past their time`);
      }
    },
  });
}
