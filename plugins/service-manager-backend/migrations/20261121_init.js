/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('operations', table => {
    table.comment('What people asked for, what was done, and what was seen');
    table.string('id', 36).primary().notNullable();
    table.string('entity_ref', 255).notNullable().comment('Catalog entity');
    table.string('verb', 32).notNullable();
    table.string('actor', 255).notNullable().comment('Who asked');
    table.string('phase', 16).notNullable();
    table.string('outcome', 16).nullable();
    table.string('created_at', 24).notNullable().comment('ISO 8601, UTC');
    table
      .text('document')
      .notNullable()
      .comment('JSON: parameters, targets, steps, writes, goals');
    table
      .string('watch_until', 24)
      .nullable()
      .comment('Ended, but watched for a late revert until then');
    table.string('cancel_requested_by', 255).nullable();
    table.string('undone_by', 36).nullable().comment('Id of the inverse');
    table.string('lease_owner', 64).nullable().comment('The follower');
    table.string('lease_until', 24).nullable();
    table
      .integer('fencing_token')
      .notNullable()
      .defaultTo(0)
      .comment('Rises with every claim; every later write carries it');
    table.index(
      ['entity_ref', 'created_at', 'id'],
      'operations_entity_ref_created_at_idx',
    );
    table.index(['phase'], 'operations_phase_idx');
    table.index(['watch_until'], 'operations_watch_until_idx');
  });
  // One at a time, whatever two backends do at once.
  await knex.raw(
    `create unique index operations_running_entity_uniq on operations (entity_ref) where phase <> 'ended'`,
  );

  await knex.schema.createTable('operation_locks', table => {
    table.comment(
      'One running operation a workload, whichever entity names it',
    );
    table.string('workload_id', 64).primary().notNullable();
    table
      .string('operation_id', 36)
      .notNullable()
      .references('id')
      .inTable('operations')
      .onDelete('CASCADE');
    table.index(['operation_id'], 'operation_locks_operation_id_idx');
  });

  await knex.schema.createTable('operation_keys', table => {
    table.comment('Idempotency keys: a repeated request acts once');
    table.string('actor', 255).notNullable();
    table.string('key', 255).notNullable();
    table.string('body_hash', 64).notNullable();
    table
      .string('operation_id', 36)
      .notNullable()
      .references('id')
      .inTable('operations')
      .onDelete('CASCADE');
    table.string('created_at', 24).notNullable();
    table.primary(['actor', 'key']);
    table.index(['operation_id'], 'operation_keys_operation_id_idx');
  });

  await knex.schema.createTable('stop_memories', table => {
    table.comment('What "start" restores');
    table.string('workload_id', 64).primary().notNullable();
    table.string('entity_ref', 255).notNullable();
    table.string('operation_id', 36).notNullable().comment('The stop');
    table.string('until', 24).nullable().comment('When to start by itself');
    table
      .text('document')
      .notNullable()
      .comment('JSON: replicas, KEDA value, who, when, why');
    table.index(['entity_ref'], 'stop_memories_entity_ref_idx');
    table.index(['until'], 'stop_memories_until_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('stop_memories');
  await knex.schema.dropTable('operation_keys');
  await knex.schema.dropTable('operation_locks');
  await knex.schema.dropTable('operations');
};
