import { ChildProcess, spawn } from 'child_process';
import { mkdirSync } from 'fs';
import { join } from 'path';
import { parseArgs } from 'util';
import { Portal, portProblem, repositoryRoot, startPortal } from '../portal';
import { exampleEntityCount, realClusters, sandboxClusters } from '../examples';
import type { PortalCluster } from '../portal';

const help = `Starts the portal for development.

  --cluster sandbox|real   the embedded clusters (default), or the testbed's real control planes
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
  if (!['sandbox', 'real'].includes(values.cluster!)) {
    throw new Error(
      `CLUSTER=${values.cluster} is not known. Use CLUSTER=sandbox (embedded) or CLUSTER=real (a real control plane), or KUBECONFIG=file for your own.`,
    );
  }

  const folder = join(repositoryRoot, '.dev');
  mkdirSync(folder, { recursive: true });
  const started = Date.now();
  const step = (text: string) =>
    say(
      `[${((Date.now() - started) / 1000).toFixed(0).padStart(3)} s] ${text}`,
    );

  let clusters:
    | { clusters: PortalCluster[]; stop?(): Promise<void> }
    | undefined;
  let portal: Portal | undefined;
  let pages: ChildProcess | undefined;
  let stopping = false;
  const stopAll = async (code: number) => {
    if (stopping) return;
    stopping = true;
    say('\nStopping ...');
    if (pages?.pid) {
      try {
        process.kill(-pages.pid, 'SIGTERM');
      } catch {
        // It has ended by itself.
      }
    }
    await portal?.stop();
    await clusters?.stop?.();
    say('Everything is stopped.');
    process.exit(code);
  };
  process.on('SIGINT', () => void stopAll(0));
  process.on('SIGTERM', () => void stopAll(0));

  try {
    const own = values.kubeconfig
      ? { path: values.kubeconfig, contexts: values.context }
      : undefined;
    if (own) {
      step(`Using the clusters of ${own.path}`);
      clusters = { clusters: [] };
    } else if (values.cluster === 'real') {
      step(
        'Starting two real control planes (the first time builds them: about 7 minutes)',
      );
      clusters = await realClusters(step);
    } else {
      step('Starting the embedded clusters');
      clusters = await sandboxClusters();
    }
    step('Starting the backend and the pages');
    portal = await startPortal({
      clusters: clusters.clusters,
      kubeconfig: own,
      folder,
      port: backendPort,
      appUrl: `http://localhost:${port}`,
    });
    pages = spawn(
      process.execPath,
      [
        join(repositoryRoot, 'node_modules/.bin/backstage-cli'),
        'package',
        'start',
        ...portal.configs.flatMap(file => ['--config', file]),
      ],
      {
        cwd: join(repositoryRoot, 'packages/app'),
        stdio: ['ignore', 'pipe', 'inherit'],
        detached: true,
        env: { ...process.env, BROWSER: 'none' },
      },
    );
    pages.on('exit', code => {
      if (!stopping) {
        say(`The pages ended with code ${code}.`);
        void stopAll(1);
      }
    });
    await portal.ready();
    await portal.catalogHolds(exampleEntityCount());
    step('The backend is ready');
    await pagesReady(`http://localhost:${port}`);
    step('The pages are ready');
    say(`
  Open   http://localhost:${port}            the catalog: choose who you are first
         http://localhost:${port}/fleet      every service at once
         http://localhost:${port}/catalog/default/component/project-manager/service

  Try    Stop project-manager as Olivia, read what will happen, undo it.
         Sign in as Marco: the same buttons say why they are not his.

  Backend log: ${portal.log}
  Ctrl-C stops everything.
`);
  } catch (error) {
    say(`\n${(error as Error).message}`);
    await stopAll(1);
  }
}

async function pagesReady(url: string) {
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise(wait => setTimeout(wait, 200));
  }
}

main().catch(error => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
