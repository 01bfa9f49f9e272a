import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';

/** How long records are kept, in milliseconds. */
export interface Retention {
  operations: number;
  idempotencyKeys: number;
}

export const defaultRetention: Retention = {
  operations: 400 * 24 * 60 * 60_000,
  idempotencyKeys: 24 * 60 * 60_000,
};

/** Where old records are deleted. */
export interface PurgeStore {
  purge(options: {
    operationsBefore: Date;
    keysBefore: Date;
    signal?: AbortSignal;
  }): Promise<{ operations: number; keys: number }>;
}

/** Has old records deleted once an hour, by one of the replicas. */
export async function scheduleRetention(options: {
  scheduler: SchedulerService;
  store: PurgeStore;
  retention: Retention;
  logger: LoggerService;
  clock: () => Date;
}): Promise<void> {
  const { scheduler, store, retention, logger, clock } = options;
  await scheduler.scheduleTask({
    id: 'service-manager-retention',
    frequency: { hours: 1 },
    timeout: { minutes: 10 },
    // Not while everything starts.
    initialDelay: { minutes: 1 },
    async fn(signal) {
      const now = clock().getTime();
      const { operations, keys } = await store.purge({
        operationsBefore: new Date(now - retention.operations),
        keysBefore: new Date(now - retention.idempotencyKeys),
        signal,
      });
      if (operations || keys) {
        logger.info(
          `Deleted ${operations} operations and ${keys} idempotency keys that were past their time`,
        );
      }
    },
  });
}
