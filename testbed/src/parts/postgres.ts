import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { Availability, Endpoint, Part, StartOptions } from '../part';
import {
  assertPortIsFree,
  createDataFolder,
  freePorts,
  ManagedProcess,
  waitFor,
} from '../process';
import {
  initialize,
  libraryPath,
  nativeFolder,
  reachableForAll,
  unprivilegedUser,
} from '../postgres/binaries';
import { trackEndpoint } from '../running';

const VARIABLE = 'TESTBED_POSTGRES_URL';

/** @public */
export interface PostgresOptions extends StartOptions {
  /** Settings as in `postgresql.conf`, for example `{ max_connections: '50' }`. */
  settings?: Record<string, string>;
}

/** A Postgres server that runs. @public */
export interface PostgresEndpoint extends Endpoint {
  /** What `pg` and Knex take. The user may create databases. */
  readonly connection: {
    host: string;
    port: number;
    user: string;
    password: string;
    database: string;
  };
  /** Creates an empty database and gives its URL. */
  createDatabase(name: string): Promise<string>;
  /** One statement, its rows. */
  query<T = any>(sql: string, values?: unknown[]): Promise<T[]>;
}

function postgresAvailable(): Availability {
  if (process.env[VARIABLE]) {
    return { available: true, reason: `Named by ${VARIABLE}.` };
  }
  return nativeFolder()
    ? { available: true, reason: 'The binaries are installed.' }
    : {
        available: false,
        reason: `There are no Postgres binaries for ${process.platform}-${process.arch}. Run yarn install, or set ${VARIABLE}.`,
      };
}

function endpointAt(
  url: string,
  rest: Pick<PostgresEndpoint, 'external' | 'describe' | 'stop'>,
): PostgresEndpoint {
  const parsed = new URL(url);
  const connection = {
    host: parsed.hostname,
    port: Number(parsed.port || 5432),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database: parsed.pathname.slice(1) || 'postgres',
  };
  async function query(sql: string, values?: unknown[]): Promise<any[]> {
    const client = new Client(connection);
    await client.connect();
    try {
      return (await client.query(sql, values)).rows;
    } finally {
      await client.end();
    }
  }
  return {
    part: 'postgres',
    url,
    connection,
    query,
    createDatabase: async name => {
      await query(`CREATE DATABASE "${name.replace(/"/g, '""')}"`);
      const other = new URL(url);
      other.pathname = `/${encodeURIComponent(name)}`;
      return other.href;
    },
    ...rest,
  };
}

async function startOwn(options: PostgresOptions): Promise<PostgresEndpoint> {
  const native = nativeFolder();
  if (!native) {
    throw new Error(`Postgres cannot start. ${postgresAvailable().reason}`);
  }
  if (options.port !== undefined) {
    await assertPortIsFree(options.port, 'Postgres');
  }
  const port = options.port ?? (await freePorts(1))[0];
  const user = unprivilegedUser();
  const data = await createDataFolder('postgres', options.dataDir);
  let server: ManagedProcess | undefined;
  try {
    if (user) {
      chmodSync(data.path, 0o711);
    }
    let binaries = native;
    if (user && !reachableForAll(native)) {
      binaries = join(data.path, 'native');
      cpSync(native, binaries, { recursive: true, verbatimSymlinks: true });
    }
    const env = {
      PATH: process.env.PATH,
      LC_ALL: 'C',
      [process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH']:
        libraryPath(binaries, data.path),
    };
    const pgdata = join(data.path, 'data');
    const passwordPath = join(data.path, 'postgres-password');
    if (!existsSync(passwordPath)) {
      writeFileSync(passwordPath, randomBytes(12).toString('hex'), {
        mode: 0o600,
      });
    }
    const password = readFileSync(passwordPath, 'utf8');
    if (!existsSync(join(pgdata, 'PG_VERSION'))) {
      mkdirSync(pgdata, { recursive: true, mode: 0o700 });
      if (user) {
        chownSync(pgdata, user.uid, user.gid);
      }
      initialize(binaries, data.path, user, password, env);
    }
    const settings: Record<string, string> = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      // The data of a test need not survive a power cut.
      ...(data.kept
        ? {}
        : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
      ...options.settings,
    };
    const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
    server = ManagedProcess.start({
      name: 'postgres',
      command: join(binaries, 'bin', 'postgres'),
      args: [
        '-D',
        pgdata,
        '-p',
        String(port),
        ...Object.entries(settings).flatMap(([key, value]) => [
          '-c',
          `${key}=${value}`,
        ]),
      ],
      cwd: data.path,
      env,
      logFile: join(data.path, 'postgres.log'),
      ...user,
    });
    const started = server;
    let stopped: Promise<void> | undefined;
    const endpoint = endpointAt(url, {
      external: false,
      describe: () => [`URL: ${url}`],
      stop: () => {
        // SIGINT is Postgres' "fast" shutdown: it closes connections and frees its shared memory.
        stopped ??= started.stop('SIGINT', 10_000).then(() => data.remove());
        return stopped;
      },
    });
    await waitFor(
      'Postgres answers',
      async () => !started.alive || (await endpoint.query('select 1')).length,
    );
    if (!started.alive) {
      throw new Error(
        `Postgres ended by itself. The end of its log:\n${started.lastLines()}`,
      );
    }
    trackEndpoint(endpoint);
    return endpoint;
  } catch (error) {
    await server?.stop('SIGKILL');
    await data.remove();
    throw error;
  }
}

/**
 * A real Postgres server, or the one that `TESTBED_POSTGRES_URL` names.
 *
 * @throws Error naming what is missing, the port that is taken, or the end of the server's log.
 * @public
 */
export async function startPostgres(
  options: PostgresOptions = {},
): Promise<PostgresEndpoint> {
  const external = process.env[VARIABLE];
  if (!external) {
    return startOwn(options);
  }
  const endpoint = endpointAt(external, {
    external: true,
    describe: () => [`Postgres from ${VARIABLE}`],
    stop: async () => {},
  });
  await endpoint.query('select 1');
  return endpoint;
}

/** @public */
export const postgres: Part<PostgresOptions, PostgresEndpoint> = {
  name: 'postgres',
  about: 'Postgres 18',
  environmentVariable: VARIABLE,
  available: postgresAvailable,
  start: startPostgres,
};
