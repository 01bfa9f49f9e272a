import { TestDatabases } from '@backstage/backend-test-utils';
import { available, startPostgres } from '@internal/testbed';
import type { PostgresEndpoint } from '@internal/testbed';
import createKnex, { Knex } from 'knex';

/**
 * SQLite always, and a real Postgres where the testbed has one. Call it while
 * the test file is read.
 */
export function testDatabases(): {
  ids: Array<['SQLITE_3' | 'POSTGRES']>;
  open(id: string): Promise<Knex>;
} {
  const embedded = TestDatabases.create({ ids: ['SQLITE_3'] });
  const state = available('postgres');
  if (!state.available) {
    process.stderr.write(`testbed: Postgres is skipped: ${state.reason}\n`);
  }
  let postgres: Promise<PostgresEndpoint> | undefined;
  const opened: Knex[] = [];
  let count = 0;
  afterAll(async () => {
    await Promise.all(opened.map(knex => knex.destroy()));
    await (await postgres)?.stop();
  });
  return {
    ids: state.available ? [['SQLITE_3'], ['POSTGRES']] : [['SQLITE_3']],
    async open(id) {
      if (id === 'SQLITE_3') return embedded.init('SQLITE_3');
      postgres ??= startPostgres();
      count += 1;
      const url = await (await postgres).createDatabase(`operations${count}`);
      const knex = createKnex({ client: 'pg', connection: url });
      opened.push(knex);
      return knex;
    },
  };
}
