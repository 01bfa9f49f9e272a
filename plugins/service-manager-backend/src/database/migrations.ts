import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

/** Where this package's migrations are. */
export const migrationsDirectory = resolvePackagePath(
  '@vtasker/backstage-plugin-service-manager-backend',
  'migrations',
);

/** The plugin's database with the newest schema. */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await knex.migrate.latest({ directory: migrationsDirectory });
  }
  return knex;
}
