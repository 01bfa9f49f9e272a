/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('operations', table => {
    table
      .text('cancel_on_behalf_of')
      .nullable()
      .comment('JSON: who is named to the cluster when it is put back');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  // In plain SQL: for SQLite, Knex would make the table anew without its
  // partial index.
  await knex.raw('alter table operations drop column cancel_on_behalf_of');
};
