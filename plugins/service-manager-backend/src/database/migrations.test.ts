import { testDatabases } from './__testUtils__/databases';
import { migrationsDirectory } from './migrations';

jest.setTimeout(60_000);

describe('migrations', () => {
  const databases = testDatabases();

  databases.describeEach(id => {
    it('go up, down and up again', async () => {
      const knex = await databases.open(id);
      const tables = [
        'operations',
        'operation_locks',
        'operation_keys',
        'stop_memories',
        'alert_leases',
        'alert_rules',
        'alert_states',
        'alert_incidents',
        'alert_silences',
      ];
      const present = () =>
        Promise.all(tables.map(table => knex.schema.hasTable(table)));

      await knex.migrate.latest({ directory: migrationsDirectory });
      expect(await present()).toEqual(tables.map(() => true));
      await knex.migrate.rollback({ directory: migrationsDirectory }, true);
      expect(await present()).toEqual(tables.map(() => false));
      await knex.migrate.latest({ directory: migrationsDirectory });
      expect(await present()).toEqual(tables.map(() => true));
    });
  });
});
