import { mkdirSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { parseArgs } from 'util';
import { stringify } from 'yaml';
import {
  exampleEntityCount,
  sandboxClusters,
  startRealClusters,
} from '../examples';
import type { KubernetesEndpoint } from '../kubernetes';
import { available, build } from '../parts';
import { Portal, portProblem, repositoryRoot, startPortal } from '../portal';
import type { PortalCluster } from '../portal';
import { ManagedProcess } from '../process';
import { stopAll as stopParts } from '../running';
import { DevObserving } from './DevObserving';
import { chosenContexts } from './kubeconfig';
import { FROM_OWN, FROM_SANDBOX, openedWords } from './words';

const PAGES_TIMEOUT_MS = 180_000;
/** So that there are logs and a state to look at from the beginning. */
const SANDBOX_AGE_MS = 2 * 3_600_000;

const help = `Starts the portal for development.

  --cluster sandbox|real   the embedded clusters (default), or the testbed's real control planes with Loki and Prometheus
  --kubeconfig FILE        your own clusters instead; --context NAME (repeatable) chooses among them
  --port N                 of the pages (default 3000)
  --backend-port N         of the backend (default 7007)
`;

function say(line: string) {
  process.stdout.write(`${line}\n`);
}

async function main() {
  const { values } = parseArgs({
    options: {
      cluster: { type: 'string', default: 'sandbox' },
      kubeconfig: { type: 'string' },
      context: { type: 'string', multiple: true },
      port: { type: 'string', default: '3000' },
      'backend-port': { type: 'string', default: '7007' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    say(help);
    return;
  }
  const port = Number(values.port);
  const backendPort = Number(values['backend-port']);
  for (const [what, value, flag] of [
    ['pages', port, 'PORT'],
    ['backend', backendPort, 'BACKEND_PORT'],
  ] as const) {
    const taken = await portProblem(value);
    if (taken) {
      throw new Error(
        `Port ${value}, wanted for the ${what}, is ${taken}. Stop what uses it, or choose another: make dev ${flag}=${
          value + 1
        }`,
      );
    }
  }
  if (port === backendPort) {
    throw new Error(
      `PORT and BACKEND_PORT are both ${port}. The pages and the backend need one each: make dev PORT=${port} BACKEND_PORT=${
        port + 1
      }`,
    );
  }
  if (!['sandbox', 'real'].includes(values.cluster!)) {
    throw new Error(
      `CLUSTER=${values.cluster} is not known. Use CLUSTER=sandbox (embedded) or CLUSTER=real (a real control plane), or KUBECONFIG=file for your own.`,
    );
  }

  const own = values.kubeconfig
    ? {
        path: values.kubeconfig,
        contexts: chosenContexts(values.kubeconfig, values.context),
      }
    : undefined;

  // One for each backend port, so that two portals can run side by side.
  const folder = join(repositoryRoot, '.dev', String(backendPort));
  const pagesLog = join(folder, 'pages.log');
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, 'backend.log'), { force: true });
  rmSync(pagesLog, { force: true });
  // Node keeps what it compiled: the next start is a quarter quicker.
  const env = {
    NODE_COMPILE_CACHE: join(repositoryRoot, '.dev/compile-cache'),
  };
  const started = Date.now();
  const step = (text: string) =>
    say(
      `[${((Date.now() - started) / 1000).toFixed(0).padStart(3)} s] ${text}`,
    );

  let clusters:
    | { clusters: PortalCluster[]; stop?(): Promise<void> }
    | undefined;
  let observing: DevObserving | undefined;
  let portal: Portal | undefined;
  let pages: ManagedProcess | undefined;
  let endpoints: Record<string, KubernetesEndpoint> | undefined;
  let alive: Promise<void> | undefined;
  let stopping = false;
  const stopAll = async (code: number) => {
    if (stopping) return;
    stopping = true;
    say('\nStopping ...');
    await Promise.all([pages?.stop('SIGTERM', 3_000), portal?.stop()]);
    await observing?.stop();
    await clusters?.stop?.();
    // Also what was only being started.
    await stopParts();
    say('Everything is stopped.');
    process.exit(code);
  };
  process.on('SIGINT', () => void stopAll(0));
  process.on('SIGTERM', () => void stopAll(0));

  try {
    // Compiling needs no cluster, and a real one takes some seconds.
    const pagesConfig = join(folder, 'pages.yaml');
    const url = `http://localhost:${port}`;
    writeFileSync(
      pagesConfig,
      stringify({
        app: { baseUrl: url },
        backend: { baseUrl: `http://localhost:${backendPort}` },
      }),
    );
    step('Starting the pages');
    pages = ManagedProcess.start({
      name: 'pages',
      command: process.execPath,
      args: [
        join(repositoryRoot, 'node_modules/.bin/backstage-cli'),
        'package',
        'start',
        ...['--config', join(repositoryRoot, 'app-config.yaml')],
        ...['--config', pagesConfig],
      ],
      cwd: join(repositoryRoot, 'packages/app'),
      env: { ...process.env, ...env, BROWSER: 'none' },
      logFile: pagesLog,
    });
    pages.exited.then(() => {
      if (!stopping) {
        say(`The pages ended by themselves. The end of ${pagesLog}:`);
        say(pages!.lastLines());
        void stopAll(1);
      }
    });

    if (own) {
      step(`Using ${own.contexts.join(', ')} of ${own.path}`);
      clusters = { clusters: [] };
    } else if (values.cluster === 'real') {
      if (!available('kubernetes').available) {
        step('Building the real control plane (once; about seven minutes)');
        await build('kubernetes');
      }
      step('Starting two real control planes, and what watches over them');
      observing = new DevObserving(folder, step);
      const real = await startRealClusters(step);
      clusters = real;
      await observing.moment();
      const watcher = observing;
      endpoints = real.endpoints;
      // The portal need not wait for what it will see come.
      alive = real.filled
        .then(() => watcher.attach(real.endpoints))
        .catch(error => {
          if (!stopping) step(`The fleets are not whole: ${error.message}`);
        });
    } else {
      step('Starting the embedded clusters');
      clusters = await sandboxClusters({ ageMillis: SANDBOX_AGE_MS });
    }
    step('Starting the backend');
    portal = await startPortal({
      clusters: clusters.clusters,
      kubeconfig: own,
      folder,
      port: backendPort,
      appUrl: url,
      env,
      configs: observing && [observing.configFile],
    });
    await portal.ready();
    await portal.catalogHolds(exampleEntityCount());
    step('The backend is ready');
    await pagesReady(url, pagesLog);
    step('The pages are ready');
    await alive;
    say(
      openedWords({
        url,
        observed: observing?.words() ?? (own ? FROM_OWN : FROM_SANDBOX),
        underLoad: Boolean(observing),
        logs: [portal.log, pagesLog],
      }),
    );
    if (observing && endpoints) await observing.complete(endpoints, portal);
    // With clusters of one's own nothing else holds the process.
    setInterval(() => {}, 60_000);
  } catch (error) {
    // What fails because it is being stopped is no news.
    if (!stopping) say(`\n${(error as Error).message}`);
    await stopAll(1);
  }
}

async function pagesReady(url: string, log: string) {
  const deadline = Date.now() + PAGES_TIMEOUT_MS;
  for (;;) {
    // The server holds the answer back until the pages are compiled.
    const answer = await fetch(url, {
      signal: AbortSignal.timeout(Math.max(1, deadline - Date.now())),
    }).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > deadline) {
      throw new Error(
        `The pages were not ready at ${url} within ${
          PAGES_TIMEOUT_MS / 1000
        } s. Their log is ${log}`,
      );
    }
    await new Promise(wait => setTimeout(wait, 200));
  }
}

main().catch(error => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
