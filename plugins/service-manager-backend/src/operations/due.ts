import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  Operation,
  OperationRequest,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { OperationStore } from './OperationStore';
import type { OperationContext, StopRecord } from './types';

/** There is nothing left to start: the time to come back is settled. */
const SETTLED = ['VERB_NOT_APPLICABLE', 'WORKLOAD_NOT_FOUND', 'NO_WORKLOADS'];

/**
 * Starts what was stopped only for a while, in the name of who stopped it.
 * The key makes it one operation, however many backends find it due.
 */
export async function startDueServices(options: {
  store: OperationStore;
  logger: LoggerService;
  now: Date;
  run: (
    context: OperationContext,
    request: OperationRequest,
    options: { reason: string; idempotencyKey: string },
  ) => Promise<Operation>;
}): Promise<void> {
  const { store, logger, now, run } = options;
  const byStop = new Map<string, StopRecord[]>();
  for (const memory of await store.dueMemories(now)) {
    byStop.set(memory.operationId, [
      ...(byStop.get(memory.operationId) ?? []),
      memory,
    ]);
  }
  for (const [stopId, memories] of byStop) {
    const [{ entityRef, title, target, by, onBehalfOf, until, reason }] =
      memories;
    try {
      await run(
        {
          entityRef,
          title,
          target,
          actor: { ref: by, onBehalfOf },
          dependents: [],
        },
        {
          verb: 'start',
          parameters: { workloads: memories.map(m => m.workload.id) },
        },
        {
          reason: `The time to come back, ${until}, was set with the stop${
            reason ? `: ${reason}` : ''
          }`,
          idempotencyKey: `until:${stopId}`,
        },
      );
      await store.clearUntil(stopId);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code && SETTLED.includes(code)) {
        await store.clearUntil(stopId);
      } else {
        // A running operation or an absent cluster: the next tick tries again.
        logger.info(`${entityRef} is due to start, but: ${error}`);
      }
    }
  }
}
