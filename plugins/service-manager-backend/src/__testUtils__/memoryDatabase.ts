import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import createKnex from 'knex';

/**
 * A database in memory for a test backend. A backend that stops leaves SQLite's
 * pool open, whose timer then keeps the process of the test runner alive: call
 * `destroy` after the backend's `stop`.
 */
export function memoryDatabase() {
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: ':memory:',
    useNullAsDefault: true,
    pool: { min: 1, max: 1 },
  });
  return {
    factory: createServiceFactory({
      service: coreServices.database,
      deps: {},
      factory: () => mockServices.database({ knex }),
    }),
    destroy: () => knex.destroy(),
  };
}
