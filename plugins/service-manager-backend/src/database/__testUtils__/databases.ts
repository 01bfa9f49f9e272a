/* eslint-disable jest/no-export, jest/expect-expect --
   this file is not a test: it makes suites out of what it is given. */
import { TestDatabases } from '@backstage/backend-test-utils';
import { describeWith, startPostgres } from '@internal/testbed';
import type { PostgresEndpoint } from '@internal/testbed';
import createKnex, { Knex } from 'knex';

type DatabaseId = 'SQLITE_3' | 'POSTGRES';

/**
 * SQLite always, and a real Postgres; where there is none, the suites on it
 * are skipped by name, and counted. Call it while the test file is read.
 */
export function testDatabases(): {
  describeEach(body: (id: DatabaseId) => void): void;
  open(id: DatabaseId): Promise<Knex>;
} {
  const embedded = TestDatabases.create({ ids: ['SQLITE_3'] });
  let postgres: Promise<PostgresEndpoint> | undefined;
  const opened: Knex[] = [];
  let count = 0;
  afterAll(async () => {
    await Promise.all(opened.map(knex => knex.destroy()));
    await (await postgres)?.stop();
  });
  return {
    describeEach(body) {
      describe('on SQLITE_3', () => {
        body('SQLITE_3');
      });
      describeWith('postgres', 'on POSTGRES', () => body('POSTGRES'));
    },
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
