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
      ];
      const present = () =>
        Promise.all(tables.map(table => knex.schema.hasTable(table)));

      await knex.migrate.latest({ directory: migrationsDirectory });
      expect(await present()).toEqual([true, true, true, true]);
      await knex.migrate.rollback({ directory: migrationsDirectory }, true);
      expect(await present()).toEqual([false, false, false, false]);
      await knex.migrate.latest({ directory: migrationsDirectory });
      expect(await present()).toEqual([true, true, true, true]);
    });
  });
});
