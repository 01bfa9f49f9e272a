import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheRoot } from '../build';
import { describeWith } from '../jest';
import { portProblem, repositoryRoot } from '../portal';
import { freePorts, waitFor } from '../process';

jest.setTimeout(300_000);

interface Dev {
  child: ChildProcess;
  output(): string;
  says(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<void>;
}

/** `make dev`, in a process group of its own as a terminal would give it. */
function makeDev(settings: string[], more: NodeJS.ProcessEnv = {}): Dev {
  const env: NodeJS.ProcessEnv = { ...process.env, ...more };
  // Those of the make and the jest that run this.
  for (const name of [
    'MAKEFLAGS',
    'MFLAGS',
    'MAKELEVEL',
    'NODE_ENV',
    'NODE_OPTIONS',
    'JEST_WORKER_ID',
  ]) {
    delete env[name];
  }
  const child = spawn('make', ['dev', ...settings], {
    cwd: repositoryRoot,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  let text = '';
  const collect = (chunk: Buffer) => {
    text += chunk;
  };
  child.stdout!.on('data', collect);
  child.stderr!.on('data', collect);
  let over = false;
  const ended = new Promise<void>(resolve => {
    child.once('close', () => {
      over = true;
      resolve();
    });
  });
  return {
    child,
    output: () => text,
    ended,
    async says(pattern) {
      const found = await waitFor(
        `${pattern} in the output of make dev`,
        () => pattern.exec(text) ?? (over ? 'over' : undefined),
        { timeoutMillis: 200_000 },
      );
      if (found === 'over') throw new Error(`make dev ended with:\n${text}`);
      return found as RegExpExecArray;
    },
  };
}

/** Process ids of everything that a process started, and of itself. */
function family(root: number): number[] {
  const pairs = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], {
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number));
  const members = [root];
  for (const member of members) {
    members.push(
      ...pairs.filter(([, parent]) => parent === member).map(([pid]) => pid),
    );
  }
  return members;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const running: Dev[] = [];
const folders: string[] = [];

async function freeSettings() {
  const [port, backendPort] = await freePorts(2);
  folders.push(join(repositoryRoot, '.dev', String(backendPort)));
  return {
    port,
    backendPort,
    settings: [`PORT=${port}`, `BACKEND_PORT=${backendPort}`],
  };
}

function start(...settings: string[]) {
  const dev = makeDev(settings);
  running.push(dev);
  return dev;
}

afterEach(async () => {
  for (const dev of running.splice(0)) {
    if (dev.child.exitCode === null && dev.child.signalCode === null) {
      process.kill(-dev.child.pid!, 'SIGINT');
    }
    await dev.ended;
  }
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function opensAndEnds(
  more: string[],
  processes: RegExp[],
  from: string[],
) {
  const { port, backendPort, settings } = await freeSettings();
  const dev = start(...settings, ...more);

  const [, address] = await dev.says(/Open\s+(http:\S+)/);
  await dev.says(/Ctrl-C stops everything/);
  expect(address).toBe(`http://localhost:${port}`);
  const page = await fetch(address);
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<div id="root">');
  // It says where logs and metrics come from.
  for (const words of from) expect(dev.output()).toContain(words);
  // The catalog is read: one of its people can sign in.
  const signIn = await fetch(
    `http://localhost:${backendPort}/api/auth/development/refresh`,
    { headers: { 'x-development-person': 'user:default/olivia' } },
  );
  expect(signIn.status).toBe(200);

  const everybody = family(dev.child.pid!);
  const commands = execFileSync(
    'ps',
    ['-o', 'args=', '-p', everybody.join(',')],
    { encoding: 'utf8' },
  );
  expect(commands).toMatch(/package start/);
  for (const pattern of processes) expect(commands).toMatch(pattern);

  process.kill(-dev.child.pid!, 'SIGINT');
  await dev.ended;
  expect(dev.output()).toMatch(/Stopping \.\.\.\s+Everything is stopped\./);
  await waitFor(
    'nothing of it is left',
    () => everybody.filter(alive).length === 0,
    { timeoutMillis: 10_000 },
  );
  expect(await portProblem(port)).toBeUndefined();
  expect(await portProblem(backendPort)).toBeUndefined();
}

describe('make dev', () => {
  it('opens the portal at the address that it names, and Ctrl-C leaves nothing', async () => {
    await opensAndEnds(
      [],
      [/src\/index\.ts/],
      [
        'Logs come from the pods themselves, metrics from the metrics API.',
        '/catalog/default/component/dummy-service/logs',
      ],
    );
  });

  it('names a port that is taken, and how to choose another', async () => {
    const server: Server = createServer();
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port: taken } = server.address() as { port: number };
    try {
      const { settings } = await freeSettings();
      for (const [flag, what] of [
        ['PORT', 'pages'],
        ['BACKEND_PORT', 'backend'],
      ]) {
        // The last of two settings of the same name counts.
        const dev = start(...settings, `${flag}=${taken}`);
        await dev.ended;
        expect(dev.output()).toContain(
          `Port ${taken}, wanted for the ${what}, is taken. Stop what uses it, or choose another: make dev ${flag}=`,
        );
        expect(dev.child.exitCode).not.toBe(0);
      }
    } finally {
      await new Promise(resolve => {
        server.close(resolve);
      });
    }
  });

  it('names a kubeconfig that cannot be read', async () => {
    const { settings } = await freeSettings();
    const dev = start(...settings, 'KUBECONFIG=/nonexistent/config');
    await dev.ended;
    expect(dev.output()).toContain(
      'KUBECONFIG names /nonexistent/config, which cannot be read: ENOENT',
    );
    expect(dev.output()).toContain('make dev KUBECONFIG=~/.kube/config');
    expect(dev.child.exitCode).not.toBe(0);
  });
});

const planes = /(kube-apiserver.*){2}/s;

describeWith('kubernetes', 'make dev CLUSTER=real', () => {
  it('goes on without what cannot be had, and says so', async () => {
    // A cache with nothing but the control plane, and a Go that fetches nothing.
    const cache = mkdtempSync(join(tmpdir(), 'service-manager-cache-'));
    folders.push(cache);
    for (const name of readdirSync(cacheRoot())) {
      if (/^(kubernetes|etcd|kwok)-/.test(name)) {
        symlinkSync(join(cacheRoot(), name), join(cache, name));
      }
    }
    const { port, backendPort, settings } = await freeSettings();
    const dev = makeDev([...settings, 'CLUSTER=real'], {
      SERVICE_MANAGER_TESTBED_CACHE: cache,
      GOMODCACHE: join(cache, 'modules'),
      GOPROXY: 'off',
    });
    running.push(dev);
    await dev.says(/Ctrl-C stops everything/);
    expect(dev.output()).toContain('Logs come from the pods themselves');
    await dev.says(/loki is not here \(loki is not built\..*Getting it, once/);
    await dev.says(/Going on without loki: go build of loki ended with code/);
    // What could be had on the way has joined.
    await waitFor('the portal answers', async () => {
      const signIn = await fetch(
        `http://localhost:${backendPort}/api/auth/development/refresh`,
        { headers: { 'x-development-person': 'user:default/olivia' } },
      );
      return signIn.ok && (await fetch(`http://localhost:${port}`)).ok;
    });
  });
});

describeWith(
  ['kubernetes', 'loki', 'prometheus', 'alertmanager'],
  'make dev CLUSTER=real',
  () => {
    it('opens the portal on two real control planes with what watches over them, and Ctrl-C leaves nothing', async () => {
      await opensAndEnds(
        ['CLUSTER=real'],
        [
          planes,
          /\bloki\b/,
          /(--storage\.tsdb\.path.*){2}/s,
          /alertmanager\.yaml/,
          /(dummy-service\/src\/main\.mjs.*){4}/s,
        ],
        [
          'Logs come from Loki, http://127.0.0.1:',
          'Metrics come from Prometheus, http://127.0.0.1:',
          'Alerts go to Alertmanager, http://127.0.0.1:',
          'under load',
        ],
      );
    });
  },
);
