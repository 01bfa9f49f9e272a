import type { DatabaseService } from '@backstage/backend-plugin-api';
import type { OperationSummary } from '@vtasker/backstage-plugin-service-manager-common';
import type { Knex } from 'knex';
import {
  IdempotencyKey,
  Lease,
  LeaseLostError,
  OperationActor,
  OperationRecord,
  OperationRunningError,
  OperationStore,
  StopRecord,
} from '../operations';
import { openDatabase } from './migrations';
import { purge } from './purge';
import {
  followerColumns,
  memoryRow,
  MemoryRow,
  OperationRow,
  toMemory,
  toRecord,
} from './rows';

function later(now: Date, ms: number): string {
  return new Date(now.getTime() + ms).toISOString();
}

function isUniqueViolation(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return (
    code === '23505' ||
    code === 'SQLITE_CONSTRAINT_UNIQUE' ||
    code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
  );
}

/**
 * Operations in SQLite or Postgres. Times are ISO 8601 texts in UTC, which
 * both databases compare as the times themselves.
 */
export class DatabaseOperationStore implements OperationStore {
  static async create(options: {
    database: DatabaseService;
  }): Promise<DatabaseOperationStore> {
    return new DatabaseOperationStore(await openDatabase(options.database));
  }

  private readonly knex: Knex;

  private constructor(knex: Knex) {
    this.knex = knex;
  }

  async create(
    record: OperationRecord,
    idempotency?: IdempotencyKey,
  ): Promise<{ existing?: OperationRecord }> {
    try {
      await this.knex.transaction(async tx => {
        await tx<OperationRow>('operations').insert({
          id: record.id,
          entity_ref: record.entityRef,
          verb: record.verb,
          actor: record.actor,
          created_at: record.createdAt,
          ...followerColumns(record),
        });
        await tx('operation_locks').insert(
          record.targets.map(target => ({
            workload_id: target.workload.id,
            operation_id: record.id,
          })),
        );
        if (idempotency) {
          await tx('operation_keys').insert({
            actor: record.actor,
            key: idempotency.key,
            body_hash: idempotency.bodyHash,
            operation_id: record.id,
            created_at: record.createdAt,
          });
        }
        if (record.undoOf) {
          await tx<OperationRow>('operations')
            .where({ id: record.undoOf })
            .update({ undone_by: record.id });
        }
        await this.supersede(tx, record);
      });
      return {};
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const earlier =
        idempotency && (await this.findByKey(record.actor, idempotency.key));
      if (earlier?.bodyHash === idempotency?.bodyHash && earlier) {
        return { existing: earlier.record };
      }
      throw new OperationRunningError(await this.blocking(record));
    }
  }

  /** Ends the late watch of what this operation changes again. */
  private async supersede(tx: Knex.Transaction, record: OperationRecord) {
    const workloads = new Set(record.targets.map(t => t.workload.id));
    const watched = await tx<OperationRow>('operations')
      .whereNotNull('watch_until')
      .andWhere('phase', 'ended');
    for (const row of watched) {
      const earlier = toRecord(row);
      if (!earlier.targets.some(t => workloads.has(t.workload.id))) continue;
      // An undone operation did succeed; what became of it is the undo.
      const outcome =
        record.undoOf === earlier.id ? earlier.outcome : 'superseded';
      await tx<OperationRow>('operations')
        .where({ id: row.id })
        .update({
          ...followerColumns({ ...earlier, outcome, watchUntil: undefined }),
          // Its follower, if any, has lost the lease by this.
          fencing_token: row.fencing_token + 1,
          lease_owner: null,
          lease_until: null,
        });
    }
  }

  private async blocking(record: OperationRecord) {
    const lock = await this.knex('operation_locks')
      .whereIn(
        'workload_id',
        record.targets.map(target => target.workload.id),
      )
      .first('operation_id');
    return lock?.operation_id ?? (await this.running(record.entityRef))?.id;
  }

  async findByKey(actor: string, key: string) {
    const row = await this.knex('operation_keys').where({ actor, key }).first();
    const record = row && (await this.get(row.operation_id));
    return record && { bodyHash: row.body_hash as string, record };
  }

  async get(id: string): Promise<OperationRecord | undefined> {
    const row = await this.knex<OperationRow>('operations')
      .where({ id })
      .first();
    return row && toRecord(row);
  }

  async running(entityRef: string): Promise<OperationRecord | undefined> {
    const row = await this.knex<OperationRow>('operations')
      .where({ entity_ref: entityRef })
      .andWhereNot('phase', 'ended')
      .first();
    return row && toRecord(row);
  }

  async list(
    entityRef: string,
    options: { limit: number; before?: { createdAt: string; id: string } },
  ): Promise<OperationRecord[]> {
    const query = this.knex<OperationRow>('operations')
      .where({ entity_ref: entityRef })
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(options.limit);
    const { before } = options;
    if (before) {
      query.andWhere(older =>
        older
          .where('created_at', '<', before.createdAt)
          .orWhere(same =>
            same
              .where('created_at', before.createdAt)
              .andWhere('id', '<', before.id),
          ),
      );
    }
    return (await query).map(toRecord);
  }

  async latest(entityRefs: string[]): Promise<Map<string, OperationSummary>> {
    if (entityRefs.length === 0) return new Map();
    const ranked = this.knex<OperationRow>('operations')
      .select('id', 'entity_ref', 'verb', 'actor', 'phase', 'outcome')
      .select('created_at')
      .rowNumber('place', over =>
        over
          .orderBy([
            { column: 'created_at', order: 'desc' },
            { column: 'id', order: 'desc' },
          ])
          .partitionBy('entity_ref'),
      )
      .whereIn('entity_ref', entityRefs)
      .as('ranked');
    const rows: OperationRow[] = await this.knex
      .select('*')
      .from(ranked)
      .where('place', 1);
    return new Map(
      rows.map(row => [
        row.entity_ref,
        {
          id: row.id,
          verb: row.verb as OperationSummary['verb'],
          actor: row.actor,
          at: row.created_at,
          phase: row.phase as OperationSummary['phase'],
          outcome: (row.outcome ?? undefined) as OperationSummary['outcome'],
        },
      ]),
    );
  }

  async unfollowed(now: Date): Promise<string[]> {
    const rows = await this.open(now).select('id').orderBy('created_at');
    return rows.map(row => row.id);
  }

  private open(now: Date) {
    return this.knex<OperationRow>('operations')
      .where(todo =>
        todo.whereNot('phase', 'ended').orWhereNotNull('watch_until'),
      )
      .andWhere(free =>
        free
          .whereNull('lease_until')
          .orWhere('lease_until', '<', now.toISOString()),
      );
  }

  async claim(id: string, owner: string, now: Date, leaseMs: number) {
    const rows: OperationRow[] = await this.open(now)
      .andWhere({ id })
      .update({
        lease_owner: owner,
        lease_until: later(now, leaseMs),
        fencing_token: this.knex.raw('fencing_token + 1') as unknown as number,
      })
      .returning('*');
    const row = rows[0];
    return (
      row && {
        lease: { operationId: id, fencingToken: row.fencing_token },
        record: toRecord(row),
      }
    );
  }

  async save(
    record: OperationRecord,
    lease: Lease,
    options: {
      now: Date;
      leaseMs: number;
      unlock?: boolean;
      remember?: StopRecord[];
      forget?: string[];
    },
  ): Promise<void> {
    await this.knex.transaction(async tx => {
      const count = await tx<OperationRow>('operations')
        .where({ id: record.id, fencing_token: lease.fencingToken })
        .update({
          ...followerColumns(record),
          lease_until: later(options.now, options.leaseMs),
        });
      if (count === 0) throw new LeaseLostError(record.id);
      if (options.unlock) {
        await tx('operation_locks').where({ operation_id: record.id }).delete();
      }
      for (const memory of options.remember ?? []) {
        await tx<MemoryRow>('stop_memories')
          .insert(memoryRow(memory))
          .onConflict('workload_id')
          .merge();
      }
      if (options.forget?.length) {
        await tx<MemoryRow>('stop_memories')
          .whereIn('workload_id', options.forget)
          .delete();
      }
    });
  }

  async renew(lease: Lease, now: Date, leaseMs: number): Promise<void> {
    const count = await this.knex<OperationRow>('operations')
      .where({ id: lease.operationId, fencing_token: lease.fencingToken })
      .update({ lease_until: later(now, leaseMs) });
    if (count === 0) throw new LeaseLostError(lease.operationId);
  }

  async release(lease: Lease): Promise<void> {
    await this.knex<OperationRow>('operations')
      .where({ id: lease.operationId, fencing_token: lease.fencingToken })
      .update({ lease_owner: null, lease_until: null });
  }

  async requestCancel(id: string, by: OperationActor): Promise<boolean> {
    const count = await this.knex<OperationRow>('operations')
      .where({ id })
      .andWhereNot('phase', 'ended')
      .update({
        cancel_requested_by: by.ref,
        cancel_on_behalf_of: by.onBehalfOf
          ? JSON.stringify(by.onBehalfOf)
          : null,
      });
    return count > 0;
  }

  async memories(workloadIds: string[]): Promise<Map<string, StopRecord>> {
    const rows = await this.knex<MemoryRow>('stop_memories').whereIn(
      'workload_id',
      workloadIds,
    );
    return new Map(rows.map(row => [row.workload_id, toMemory(row)]));
  }

  async dueMemories(now: Date): Promise<StopRecord[]> {
    const rows = await this.knex<MemoryRow>('stop_memories')
      .whereNotNull('until')
      .andWhere('until', '<=', now.toISOString())
      .orderBy('until');
    return rows.map(toMemory);
  }

  async nthNewest(actor: string, nth: number): Promise<Date | undefined> {
    const row = await this.knex<OperationRow>('operations')
      .where({ actor })
      .orderBy('created_at', 'desc')
      .offset(nth - 1)
      .first('created_at');
    return row && new Date(row.created_at);
  }

  purge(options: Parameters<typeof purge>[1]): ReturnType<typeof purge> {
    return purge(this.knex, options);
  }

  async clearUntil(operationId: string): Promise<void> {
    await this.knex<MemoryRow>('stop_memories')
      .where({ operation_id: operationId })
      .update({ until: null });
  }
}
