import http from 'http';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { HttpCluster } from '@vtasker/backstage-plugin-service-manager-node';
import createKnex from 'knex';
import { DatabaseOperationStore } from '../../database';
import { WatchCache } from '../../workloads/cache';
import { Operations } from '../Operations';
import { clustersOf } from './ObservedCluster';

/**
 * A backend of its own process, that a test can kill: follows what is in the
 * database, and ends itself with SIGKILL where it is told to.
 */
async function main() {
  const { url, file, point, nth, leaseMs } = JSON.parse(process.argv[2]);
  const agent = new http.Agent({ keepAlive: true });
  const cluster = HttpCluster.create({
    name: 'one',
    url,
    connect: () => ({ agent, headers: {} }),
  });
  const quiet = () => undefined;
  const logger: LoggerService = {
    error: quiet,
    warn: quiet,
    info: quiet,
    debug: quiet,
    child: () => logger,
  };
  const clusters = clustersOf(cluster);
  const workloads = WatchCache.create({ clusters, logger });
  workloads.start();
  await workloads.ready();
  const knex = createKnex({
    client: 'better-sqlite3',
    connection: file,
    useNullAsDefault: true,
  });
  let passes = 0;
  const operations = Operations.create({
    store: await DatabaseOperationStore.create({
      database: { getClient: async () => knex, migrations: { skip: true } },
    }),
    clusters,
    workloads,
    logger,
    settings: { leaseMs, tickMs: 100 },
    at(reached) {
      if (reached !== point) return;
      passes += 1;
      if (passes === nth) process.kill(process.pid, 'SIGKILL');
    },
  });
  operations.start();
}

main().catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
