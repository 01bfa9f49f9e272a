import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  Operation,
  OperationRequest,
} from '@vtasker/backstage-plugin-service-manager-common';
import type { OperationStore } from './OperationStore';
import type { Target } from '../workloads';
import type { OperationContext, StopRecord } from './types';

/** There is nothing left to start: the time to come back is settled. */
const SETTLED = ['VERB_NOT_APPLICABLE', 'ENTITY_NOT_FOUND'];
/** So it is here, unless their cluster is only out of sight. */
const GONE = ['WORKLOAD_NOT_FOUND', 'NO_WORKLOADS'];

/** Each try is on record, so that not every tick is one. */
const RETRY_MS = 60_000;

/** A service whose time to come back has come. */
export interface DueStart {
  entityRef: string;
  /** Who stopped it; it is started in their name. */
  actor: string;
  stopId: string;
  until: string;
  /** Ids of the workloads. */
  workloads: string[];
}

/** What is done around a timed start; `start` takes the present target. */
export type OnDue = (
  due: DueStart,
  start: (target: Target) => Promise<Operation>,
) => Promise<void>;

/**
 * Starts what was stopped only for a while, in the name of who stopped it.
 * The key makes it one operation, however many backends find it due.
 */
export async function startDueServices(options: {
  store: OperationStore;
  logger: LoggerService;
  now: Date;
  /** When a start that could not be done is tried again, by stop. */
  later: Map<string, number>;
  onDue?: OnDue;
  /** Whether a workload that is not seen is not there. */
  inSight: (clusters: string[]) => boolean;
  run: (
    context: OperationContext,
    request: OperationRequest,
    options: { reason: string; idempotencyKey: string },
  ) => Promise<Operation>;
}): Promise<void> {
  const { store, logger, now, later, run } = options;
  const byStop = new Map<string, StopRecord[]>();
  for (const memory of await store.dueMemories(now)) {
    byStop.set(memory.operationId, [
      ...(byStop.get(memory.operationId) ?? []),
      memory,
    ]);
  }
  for (const [stopId, memories] of byStop) {
    if (now.getTime() < (later.get(stopId) ?? 0)) continue;
    const [memory] = memories;
    const { entityRef, title, by, onBehalfOf, until, reason } = memory;
    const workloads = memories.map(({ workload }) => workload.id);
    const start = (target: Target) =>
      run(
        {
          entityRef,
          title,
          target,
          actor: { ref: by, onBehalfOf },
          dependents: [],
        },
        { verb: 'start', parameters: { workloads } },
        {
          reason: `The time to come back, ${until}, was set with the stop${
            reason ? `: ${reason}` : ''
          }`,
          idempotencyKey: `until:${stopId}`,
        },
      );
    try {
      if (options.onDue) {
        const due = { entityRef, actor: by, stopId, until: until!, workloads };
        await options.onDue(due, start);
      } else {
        await start(memory.target);
      }
      later.delete(stopId);
      await store.clearUntil(stopId);
    } catch (error) {
      const { code } = error as { code?: string };
      const settled =
        SETTLED.includes(code ?? '') ||
        (GONE.includes(code ?? '') &&
          options.inSight(memories.map(m => m.workload.cluster)));
      if (settled) {
        logger.warn(`${entityRef} was due to start, and is not: ${error}`);
        later.delete(stopId);
        await store.clearUntil(stopId);
      } else {
        // A running operation or an absent cluster: it is tried again.
        logger.info(`${entityRef} is due to start, but: ${error}`);
        later.set(stopId, now.getTime() + RETRY_MS);
      }
    }
  }
}
