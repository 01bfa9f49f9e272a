import type { Knex } from 'knex';

/** Few at a time, so that no request waits long for a lock. */
const BATCH = 500;

/**
 * Deletes ended operations and idempotency keys that are older than given.
 * What runs, what is still watched, and a stop that is still in force stay.
 */
export async function purge(
  knex: Knex,
  options: { operationsBefore: Date; keysBefore: Date; signal?: AbortSignal },
): Promise<{ operations: number; keys: number }> {
  const { operationsBefore, keysBefore, signal } = options;
  // Keys first: deleting an operation takes its keys along, uncounted.
  const keys = await knex('operation_keys')
    .where('created_at', '<', keysBefore.toISOString())
    .delete();
  let operations = 0;
  while (!signal?.aborted) {
    const old = await knex('operations')
      .where('phase', 'ended')
      .whereNull('watch_until')
      .andWhere('created_at', '<', operationsBefore.toISOString())
      .whereNotIn('id', knex('stop_memories').select('operation_id'))
      .orderBy('created_at')
      .limit(BATCH)
      .select('id');
    if (old.length === 0) break;
    const ids = old.map(({ id }) => id);
    // By hand: SQLite cascades only where a connection asks for it.
    await knex('operation_keys').whereIn('operation_id', ids).delete();
    await knex('operation_locks').whereIn('operation_id', ids).delete();
    operations += await knex('operations').whereIn('id', ids).delete();
  }
  return { operations, keys };
}
