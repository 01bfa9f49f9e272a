/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('alert_removals', table => {
    table.comment('Rules and silences that can still be put back');
    table.string('id', 36).primary().notNullable();
    table.string('entity_ref', 255).notNullable();
    table.string('kind', 16).notNullable().comment('rule, silence');
    table.string('removed_by', 255).notNullable();
    table.string('removed_at', 24).notNullable().comment('ISO 8601, UTC');
    table.text('document').notNullable().comment('JSON: what it was');
    table.index(
      ['entity_ref', 'removed_at'],
      'alert_removals_entity_ref_removed_at_idx',
    );
    table.index(['removed_at'], 'alert_removals_removed_at_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('alert_removals');
};
