/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('alert_leases', table => {
    table.comment('Which backend evaluates the rules');
    table.string('name', 32).primary().notNullable();
    table.string('owner', 64).nullable();
    table
      .integer('beat')
      .notNullable()
      .defaultTo(0)
      .comment('Rises with every sign of life, whatever the clocks say');
    table
      .integer('fencing_token')
      .notNullable()
      .defaultTo(0)
      .comment('Rises with every claim; every later write carries it');
  });

  await knex.schema.createTable('alert_rules', table => {
    table.comment('Rules of one service, and what it changed of a default');
    table.string('entity_ref', 255).notNullable();
    table.string('id', 64).notNullable();
    table.text('definition').notNullable().comment('JSON');
    table.string('changed_by', 255).notNullable();
    table.string('changed_at', 24).notNullable().comment('ISO 8601, UTC');
    table.primary(['entity_ref', 'id']);
  });

  await knex.schema.createTable('alert_states', table => {
    table.comment('Rules that are pending, firing, or cannot be judged');
    table.string('entity_ref', 255).notNullable();
    table.string('rule_id', 64).notNullable();
    table.text('document').notNullable().comment('JSON');
    table.primary(['entity_ref', 'rule_id']);
  });

  await knex.schema.createTable('alert_incidents', table => {
    table.comment('From firing to its end; what the owner was told of it');
    table.string('id', 36).primary().notNullable();
    table
      .string('dedupe_key', 64)
      .notNullable()
      .comment('Digest of the entity and the rule');
    table.string('entity_ref', 255).notNullable();
    table.string('rule_id', 64).notNullable();
    table.string('fired_at', 24).notNullable().comment('ISO 8601, UTC');
    table.string('ended_at', 24).nullable();
    table
      .string('told', 16)
      .nullable()
      .comment('What the owner knows: firing, resolved');
    table
      .boolean('settled')
      .notNullable()
      .defaultTo(false)
      .comment('Ended, and nothing more to tell');
    table
      .text('document')
      .notNullable()
      .comment('JSON: title, severity, summary, owner');
    table.index(
      ['entity_ref', 'fired_at'],
      'alert_incidents_entity_ref_fired_at_idx',
    );
    table.index(['ended_at'], 'alert_incidents_ended_at_idx');
    table.index(['settled'], 'alert_incidents_settled_idx');
  });
  // One at a time, whatever two backends do at once.
  await knex.raw(
    'create unique index alert_incidents_open_uniq on alert_incidents (dedupe_key) where ended_at is null',
  );

  await knex.schema.createTable('alert_silences', table => {
    table.comment('Rules of the product that are kept quiet for a while');
    table.string('id', 36).primary().notNullable();
    table.string('entity_ref', 255).notNullable();
    table.string('rule_id', 64).notNullable();
    table.string('by', 255).notNullable();
    table.string('reason', 500).notNullable();
    table.string('from_at', 24).notNullable().comment('ISO 8601, UTC');
    table.string('until_at', 24).notNullable();
    table.index(['entity_ref'], 'alert_silences_entity_ref_idx');
    table.index(['until_at'], 'alert_silences_until_at_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('alert_silences');
  await knex.schema.dropTable('alert_incidents');
  await knex.schema.dropTable('alert_states');
  await knex.schema.dropTable('alert_rules');
  await knex.schema.dropTable('alert_leases');
};
