/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('operations', table => {
    // How many changes somebody asked for lately.
    table.index(['actor', 'created_at'], 'operations_actor_created_at_idx');
    // What is past its time.
    table.index(['created_at'], 'operations_created_at_idx');
  });
  await knex.schema.alterTable('operation_keys', table => {
    table.index(['created_at'], 'operation_keys_created_at_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('operation_keys', table => {
    table.dropIndex(['created_at'], 'operation_keys_created_at_idx');
  });
  await knex.schema.alterTable('operations', table => {
    table.dropIndex(['created_at'], 'operations_created_at_idx');
    table.dropIndex(['actor', 'created_at'], 'operations_actor_created_at_idx');
  });
};
