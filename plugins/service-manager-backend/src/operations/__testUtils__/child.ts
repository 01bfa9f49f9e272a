import http from 'http';
import https from 'https';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { HttpCluster } from '@vtasker/backstage-plugin-service-manager-node';
import createKnex, { Knex } from 'knex';
import { DatabaseOperationStore } from '../../database';
import { WatchCache } from '../../workloads';
import type { CrashPoint } from '../follow/WriteRunner';
import { Operations } from '../Operations';
import { clustersOf } from './ObservedCluster';

/** What a child is told on its command line. */
export interface ChildOptions {
  url: string;
  ca?: string;
  headers?: Record<string, string>;
  database: Knex.Config;
  leaseMs: number;
  /** Where, and the how manieth time there, it ends. */
  point: CrashPoint;
  nth: number;
}

/**
 * A backend of its own process, that a test can kill: follows what is in the
 * database, and ends itself with SIGKILL where it is told to.
 */
async function main() {
  const options = JSON.parse(process.argv[2]) as ChildOptions;
  const { url, ca, headers = {}, point, nth, leaseMs } = options;
  const agent = ca
    ? new https.Agent({ keepAlive: true, ca })
    : new http.Agent({ keepAlive: true });
  const cluster = HttpCluster.create({
    name: 'one',
    url,
    connect: () => ({ agent, headers }),
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
  const knex = createKnex(options.database);
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
