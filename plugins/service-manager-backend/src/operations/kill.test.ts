import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { startSandbox } from '@internal/sandbox';
import createKnex from 'knex';
import { sandboxCluster } from './__testUtils__/clusters';
import { killContract } from './__testUtils__/kill.contract';

jest.setTimeout(120_000);

describe('kill -9 of the backend in the middle of an operation', () => {
  killContract(async () => {
    const sandbox = await startSandbox({ speed: 20 });
    const folder = mkdtempSync(join(tmpdir(), 'operations-'));
    return {
      cluster: await sandboxCluster(sandbox),
      address: { url: sandbox.url },
      async database(name) {
        const config = {
          client: 'better-sqlite3',
          connection: { filename: join(folder, `${name}.sqlite`) },
          useNullAsDefault: true,
        };
        const knex = createKnex(config);
        await knex.raw('pragma journal_mode = wal');
        await knex.destroy();
        return config;
      },
      // All its namespaces at once: no two cases run at the same time.
      arrived: () =>
        Object.entries(sandbox.requests())
          .filter(([key]) => key.startsWith('PATCH '))
          .reduce((sum, [, count]) => sum + count, 0),
      async stop() {
        rmSync(folder, { recursive: true, force: true });
      },
    };
  }, [
    {
      request: { verb: 'stop', parameters: {} },
      writes: 2,
      deaths: [
        ['claimed', 1],
        ['started', 1],
        ['intended', 2],
        ['sent', 2],
        ['recorded', 1],
        ['acted', 1],
        ['ended', 1],
      ],
    },
  ]);
});
