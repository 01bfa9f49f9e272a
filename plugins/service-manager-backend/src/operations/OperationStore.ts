import type { OperationSummary } from '@vtasker/backstage-plugin-service-manager-common';
import type { OperationActor, OperationRecord, StopRecord } from './types';

/** The right to write an operation, until someone claims it later. */
export interface Lease {
  operationId: string;
  fencingToken: number;
}

/** Somebody else follows this operation now: write nothing more. */
export class LeaseLostError extends Error {
  readonly name = 'LeaseLostError';

  constructor(operationId: string) {
    super(`The lease on operation ${operationId} was lost`);
  }
}

/** Another operation runs on the service or on one of its workloads. */
export class OperationRunningError extends Error {
  readonly name = 'OperationRunningError';

  constructor(readonly runningId: string | undefined) {
    super('Another operation is running');
  }
}

export interface IdempotencyKey {
  key: string;
  bodyHash: string;
}

/** Where operations and the memories of stops are kept. */
export interface OperationStore {
  /**
   * Stores an operation with its locks and its idempotency key, all or
   * nothing, and ends the late watch of earlier operations on the same
   * workloads.
   *
   * @returns the earlier operation when the same request was stored before
   * @throws OperationRunningError
   */
  create(
    record: OperationRecord,
    idempotency?: IdempotencyKey,
  ): Promise<{ existing?: OperationRecord }>;
  findByKey(
    actor: string,
    key: string,
  ): Promise<{ bodyHash: string; record: OperationRecord } | undefined>;

  get(id: string): Promise<OperationRecord | undefined>;
  running(entityRef: string): Promise<OperationRecord | undefined>;
  list(
    entityRef: string,
    options: { limit: number; before?: { createdAt: string; id: string } },
  ): Promise<OperationRecord[]>;
  /** The newest operation of each entity, in one query. */
  latest(entityRefs: string[]): Promise<Map<string, OperationSummary>>;

  /** Ids of operations that nobody follows though somebody should. */
  unfollowed(now: Date): Promise<string[]>;
  /** Takes the lease if it is free or over; undefined when it is not. */
  claim(
    id: string,
    owner: string,
    now: Date,
    leaseMs: number,
  ): Promise<{ lease: Lease; record: OperationRecord } | undefined>;
  /**
   * Writes the record and renews the lease. With `unlock` the locks are
   * removed in the same transaction.
   *
   * @throws LeaseLostError
   */
  save(
    record: OperationRecord,
    lease: Lease,
    options: {
      now: Date;
      leaseMs: number;
      unlock?: boolean;
      remember?: StopRecord[];
      forget?: string[];
    },
  ): Promise<void>;
  /** @throws LeaseLostError */
  renew(lease: Lease, now: Date, leaseMs: number): Promise<void>;
  release(lease: Lease): Promise<void>;
  /** False when the operation has ended. */
  requestCancel(id: string, by: OperationActor): Promise<boolean>;

  memories(workloadIds: string[]): Promise<Map<string, StopRecord>>;
  /** Stops whose time to come back is over. */
  dueMemories(now: Date): Promise<StopRecord[]>;
  /** The time to come back has been acted on. */
  clearUntil(operationId: string): Promise<void>;
}
