import { mkdirSync, writeFileSync } from 'fs';
import { join, resolve } from 'path';
import { stringify } from 'yaml';
import { freePorts, ManagedProcess, waitFor } from '../process';
import { PortalCluster, PortalDatabase, portalConfig } from './config';

/** The root of the repository. */
export const repositoryRoot = resolve(__dirname, '../../..');

export interface PortalOptions {
  clusters: PortalCluster[];
  /** Logs, the generated configuration and the embedded database. */
  folder: string;
  /** Default: SQLite files in `folder`. */
  database?: PortalDatabase;
  port?: number;
  /** Where the pages come from, when not from the backend itself. */
  appUrl?: string;
  kubeconfig?: { path: string; contexts?: string[] };
  /** More of the section `service-manager`. */
  settings?: Record<string, unknown>;
  extraConfig?: Record<string, unknown>;
  env?: Record<string, string>;
  /** More configuration files, read last. */
  configs?: string[];
}

export interface Portal {
  /** Where the backend answers; it also serves the built pages. */
  url: string;
  /** The configuration files that the backend reads, in order. */
  configs: string[];
  log: string;
  /** The backend's process; another one after a restart. */
  readonly pid: number;
  /** Waits until the backend says that it is ready. */
  ready(timeoutMs?: number): Promise<void>;
  /** A token of one of the people of the development sign-in. */
  tokenOf(person: string): Promise<string>;
  /** Waits until the catalog holds at least so many entities. */
  catalogHolds(entities: number, timeoutMs?: number): Promise<void>;
  /** Kills the backend as a crash would. */
  kill(): Promise<void>;
  /** Starts the backend again with the same database. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the portal's backend as a process of its own, straight from the
 * sources, with the given clusters. The pages are those of
 * `packages/app/dist`, when built.
 */
export async function startPortal(options: PortalOptions): Promise<Portal> {
  const port = options.port ?? (await freePorts(1))[0];
  const url = `http://localhost:${port}`;
  mkdirSync(join(options.folder, 'db'), { recursive: true });
  const generated = join(options.folder, 'app-config.yaml');
  writeFileSync(
    generated,
    stringify(
      portalConfig({
        clusters: options.clusters,
        appUrl: options.appUrl ?? url,
        backendUrl: url,
        backendPort: port,
        database: options.database ?? {
          client: 'better-sqlite3',
          connection: { directory: join(options.folder, 'db') },
        },
        kubeconfig: options.kubeconfig,
        settings: options.settings,
        extra: options.extraConfig,
      }),
    ),
    { mode: 0o600 },
  );
  const configs = [
    join(repositoryRoot, 'app-config.yaml'),
    generated,
    ...(options.configs ?? []),
  ];
  const log = join(options.folder, 'backend.log');
  let backend: ManagedProcess | undefined;

  function launch() {
    backend = ManagedProcess.start({
      name: 'backend',
      command: process.execPath,
      args: [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        'src/index.ts',
        ...configs.flatMap(file => ['--config', file]),
      ],
      cwd: join(repositoryRoot, 'packages/backend'),
      env: {
        ...process.env,
        NODE_ENV: 'development',
        NODE_OPTIONS: '',
        ...options.env,
      },
      logFile: log,
    });
  }

  const end = async (signal: NodeJS.Signals) => backend?.stop(signal, 15_000);

  async function ready(timeoutMs = 120_000) {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      if (!backend?.alive) {
        throw new Error(
          `The backend ended by itself. The end of ${log}:\n${backend?.lastLines()}`,
        );
      }
      const answer = await fetch(`${url}/.backstage/health/v1/readiness`).catch(
        () => undefined,
      );
      if (answer?.ok) return;
      if (Date.now() > deadline) {
        throw new Error(
          `The backend was not ready within ${timeoutMs} ms; its log is ${log}`,
        );
      }
      await new Promise(wait => setTimeout(wait, 200));
    }
  }

  async function tokenOf(person: string) {
    const answer = await fetch(`${url}/api/auth/development/refresh`, {
      headers: { 'x-development-person': person },
    });
    if (!answer.ok) {
      throw new Error(`${person} could not sign in: ${await answer.text()}`);
    }
    return (await answer.json()).backstageIdentity.token as string;
  }

  async function catalogHolds(entities: number, timeoutMs = 120_000) {
    await waitFor(
      `a catalog of ${entities} entities`,
      async () => {
        // Nobody can sign in before the catalog knows who they are.
        const token = await tokenOf('user:default/ada').catch(() => undefined);
        if (!token) return false;
        const answer = await fetch(
          `${url}/api/catalog/entities/by-query?limit=1`,
          { headers: { authorization: `Bearer ${token}` } },
        );
        return answer.ok && (await answer.json()).totalItems >= entities;
      },
      { timeoutMillis: timeoutMs, intervalMillis: 250 },
    );
  }

  launch();
  return {
    url,
    tokenOf,
    catalogHolds,
    configs,
    log,
    get pid() {
      return backend!.pid;
    },
    ready,
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGTERM');
      launch();
      await ready();
    },
    stop: () => end('SIGTERM'),
  };
}
